//! Errors of rules that are a `const fn`.
//!
//! The macro, the `const` items of generated code and run time call the same function. A `const fn` cannot allocate, so
//! its error holds its texts in arrays; at run time it becomes a [`Problem`].

use crate::{Code, Problem, bytes};

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

/// `?` of an option for a `const fn`.
macro_rules! tri_some {
    ($option:expr) => {
        match $option {
            Some(value) => value,
            None => return None,
        }
    };
}
pub(crate) use tri_some;

/// Whether the condition is true of one of the first `count` items of a list.
macro_rules! any_before {
    ($list:expr, $count:expr, $item:ident => $condition:expr) => {{
        let mut items = $crate::text::Items(Some($list));
        let (mut found, mut i) = (false, 0);
        while i < $count
            && let Some($item) = items.take_item()
        {
            found |= $condition;
            i += 1;
        }
        found
    }};
}
pub(crate) use any_before;

/// Checks a list; of one that is legal only with commas between its items, the help shows that list.
macro_rules! with_commas {
    ($text:expr, $check:expr, $list:ident => $again:expr) => {
        match $check {
            Ok(()) => Ok(()),
            Err(fault) => {
                let (said, list) = $crate::text::relisted($text);
                let $list = list.as_str();
                // User info is not shown.
                match $again {
                    Ok(())
                        if !said.is_empty()
                            && $crate::bytes::find(list.as_bytes(), b'@').is_none() =>
                    {
                        Err($crate::constant::Fault::of(
                            fault.code,
                            said,
                            "write `{0}`",
                            &[list.as_str()],
                        ))
                    }
                    _ => Err(fault),
                }
            }
        }
    };
}
pub(crate) use with_commas;

/// A [`Fault`] from its code, message and help. The first argument after them replaces `{0}` in the texts.
macro_rules! fault {
    ($code:ident, $message:expr => $help:expr $(; $($arg:expr),+)?) => {
        $crate::constant::Fault::of($crate::Code::$code, $message, $help, &[$($($arg),+)?])
    };
}
pub(crate) use fault;

/// The longest text in bytes. A part that does not fit is left out completely, so that no character is cut.
const CAPACITY: usize = 1024;

/// Text that a `const fn` can build.
#[derive(Clone, Copy)]
pub struct ConstText<const N: usize = CAPACITY> {
    bytes: [u8; N],
    length: usize,
}

impl ConstText {
    /// The parts, one after the other.
    pub const fn of(parts: &[&str]) -> Self {
        let mut text = Self::empty();
        let mut i = 0;
        while i < parts.len() {
            text.push(parts[i]);
            i += 1;
        }
        text
    }

    /// The template with `args[0]` in place of `{0}`, and so on up to `{9}`.
    pub const fn fill(template: &str, args: &[&str]) -> Self {
        let mut text = Self::empty();
        let bytes = template.as_bytes();
        let (mut i, mut start) = (0, 0);
        // Without a call per byte, which is slow in a constant.
        while i < bytes.len() {
            if bytes[i] == b'{'
                && i + 2 < bytes.len()
                && bytes[i + 1].is_ascii_digit()
                && bytes[i + 2] == b'}'
                && ((bytes[i + 1] - b'0') as usize) < args.len()
            {
                text.push_bytes(bytes.split_at(i).0.split_at(start).1);
                text.push(args[(bytes[i + 1] - b'0') as usize]);
                i += 2;
                start = i + 1;
            }
            i += 1;
        }
        text.push_bytes(bytes::after(bytes, start));
        text
    }
}

impl<const N: usize> ConstText<N> {
    /// No text.
    pub const fn empty() -> Self {
        Self {
            bytes: [0; N],
            length: 0,
        }
    }

    /// Appends a part.
    pub const fn push(&mut self, part: &str) {
        self.push_bytes(part.as_bytes());
    }

    const fn push_bytes(&mut self, part: &[u8]) {
        if self.length + part.len() <= N {
            let rest = self.bytes.split_at_mut(self.length).1;
            rest.split_at_mut(part.len()).0.copy_from_slice(part);
            self.length += part.len();
        }
    }

    /// Appends a byte of UTF-8.
    pub const fn push_byte(&mut self, byte: u8) {
        if self.length < N {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        bytes::text(self.as_bytes())
    }

    /// The bytes, which need not be UTF-8.
    pub const fn as_bytes(&self) -> &[u8] {
        self.bytes.split_at(self.length).0
    }
}

impl<const N: usize> std::fmt::Debug for ConstText<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

/// The text in backticks, or `else_` if it is too long for a message, may control a terminal or may contain a password.
pub(crate) const fn quote(text: &str, else_: &str) -> ConstText {
    let given = text.as_bytes();
    let mut plain = given.len() <= 40 && !bytes::is_like_url(given);
    let mut i = 0;
    while plain && i < given.len() {
        let (character, length) = bytes::character(given, i);
        // Letters outside ASCII by their blocks: `char::is_alphanumeric` is not `const`.
        plain = matches!(character, ' '..='_' | 'a'..='~' | 'À'..='ʯ' | 'Ͱ'..='ԯ' | '\u{3041}'..='\u{9fff}');
        i += length;
    }
    let template = if plain { "`{0}`" } else { else_ };
    ConstText::fill(template, &[text])
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
        bytes::text(bytes::after(&self.bytes, self.start))
    }
}

/// A broken rule: a [`Problem`] that a `const fn` can return.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Stable name of the rule.
    pub code: Code,
    message: ConstText,
    help: ConstText,
    item: Option<usize>,
}

impl Fault {
    /// A fault with these texts.
    pub const fn new(code: Code, message: &str, help: &str) -> Self {
        Self::of(code, message, help, &[])
    }

    /// A fault with the texts of two templates: `args[0]` replaces `{0}`.
    pub const fn of(code: Code, message: &str, help: &str, args: &[&str]) -> Self {
        Self {
            code,
            message: ConstText::fill(message, args),
            help: ConstText::fill(help, args),
            item: None,
        }
    }

    /// `what` needs a cargo feature of the library that is disabled.
    ///
    /// ```
    /// use redis_config_rules::constant::Fault;
    ///
    /// let fault = Fault::feature_off("`rediss://`", "tls");
    /// assert_eq!(
    ///     fault.message(),
    ///     "`rediss://` needs the cargo feature `tls` of redis-config, which is off"
    /// );
    /// ```
    pub const fn feature_off(what: &str, feature: &str) -> Self {
        fault!(FEATURE_OFF, "{0} needs the cargo feature `{1}` of redis-config, which is off"
            => "add it in Cargo.toml: `redis-config = { ..., features = [\"{1}\"] }`"; what, feature)
    }

    /// Marks the fault as one of item `at` of a list, and puts `front`, with its number, before the message.
    pub(crate) const fn of_item(self, front: &str, at: usize) -> Self {
        let number = Digits::of(at as i128 + 1);
        let front = ConstText::fill(front, &[number.text(), self.message()]);
        Self {
            message: front,
            item: Some(at),
            ..self
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
        let problem = Self::new(fault.code, fault.message(), fault.help());
        match fault.item {
            Some(at) => problem.of_item(at),
            None => problem,
        }
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
