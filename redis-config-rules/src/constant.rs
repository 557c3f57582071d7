//! Errors of rules that are a `const fn`.
//!
//! The macro, the `const` items of generated code and run time call the same function. A `const fn` cannot allocate, so
//! its error holds its texts in arrays; at run time it becomes a [`Problem`].

use crate::{Code, Problem};

/// `?` for a `const fn`.
macro_rules! tri {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(fault) => return Err(fault),
        }
    };
}
pub(crate) use tri;

/// The longest text in bytes. A part that does not fit is left out completely, so that no character is cut.
const CAPACITY: usize = 1024;

/// Text that a `const fn` can build.
#[derive(Clone, Copy)]
pub struct ConstText {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl ConstText {
    /// The parts, one after the other.
    pub const fn of(parts: &[&str]) -> Self {
        let mut text = Self {
            bytes: [0; CAPACITY],
            length: 0,
        };
        let mut i = 0;
        while i < parts.len() {
            text.push(parts[i]);
            i += 1;
        }
        text
    }

    /// Appends a part.
    pub const fn push(&mut self, part: &str) {
        let part = part.as_bytes();
        if self.length + part.len() > CAPACITY {
            return;
        }
        let mut i = 0;
        while i < part.len() {
            self.bytes[self.length] = part[i];
            self.length += 1;
            i += 1;
        }
    }

    /// Appends an ASCII character.
    pub const fn push_ascii(&mut self, character: u8) {
        if self.length < CAPACITY {
            self.bytes[self.length] = character;
            self.length += 1;
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        crate::bytes::text(self.bytes.split_at(self.length).0)
    }
}

impl std::fmt::Debug for ConstText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

/// A whole number as text.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    bytes: [u8; 40],
    start: usize,
}

impl Digits {
    /// The decimal digits of `number`, after `-` if it is negative.
    #[must_use]
    pub const fn of(number: i128) -> Self {
        let mut bytes = [0; 40];
        let mut start = bytes.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            bytes[start] = b"0123456789"[(rest % 10) as usize];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self { bytes, start }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &str {
        crate::bytes::text(crate::bytes::after(&self.bytes, self.start))
    }
}

/// A broken rule: a [`Problem`] that a `const fn` can return.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Stable name of the rule.
    pub code: Code,
    message: ConstText,
    help: ConstText,
}

impl Fault {
    /// A fault with the texts that these parts make.
    pub const fn new(code: Code, message: &[&str], help: &[&str]) -> Self {
        Self {
            code,
            message: ConstText::of(message),
            help: ConstText::of(help),
        }
    }

    /// The mistake, as in [`Problem::message`].
    pub const fn message(&self) -> &str {
        self.message.as_str()
    }

    /// How to correct it, as in [`Problem::help`].
    pub const fn help(&self) -> &str {
        self.help.as_str()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(fault.code, fault.message(), fault.help())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        for number in [0, 7, -1, 65_536, i128::MAX, i128::MIN] {
            assert_eq!(Digits::of(number).text(), number.to_string());
        }
    }

    #[test]
    fn a_part_that_does_not_fit_is_left_out() {
        let long = "x".repeat(CAPACITY - 1);
        assert_eq!(ConstText::of(&[&long, "ä", "y"]).as_str(), long + "y");
    }
}
