//! A value in a message.

use super::str::contains;

/// A value in backticks, or words for one that is too long, may hold a password, or has letters outside ASCII.
pub(crate) struct Quoted<'a> {
    parts: [&'a str; 3],
}

impl<'a> Quoted<'a> {
    pub(crate) const fn of(value: &'a str, else_: &'a str) -> Self {
        Self {
            parts: if is_plain(value.as_bytes()) {
                ["`", value, "`"]
            } else {
                [else_, "", ""]
            },
        }
    }

    /// Three parts of a message.
    pub(crate) const fn parts(&self) -> [&'a str; 3] {
        self.parts
    }
}

const fn is_plain(value: &[u8]) -> bool {
    if value.len() > 40 || contains(value, b"//") || contains(value, b"@") {
        return false;
    }
    let mut i = 0;
    while i < value.len() {
        let plain = value[i].is_ascii_graphic() || value[i] == b' ';
        if !plain || value[i] == b'`' {
            return false;
        }
        i += 1;
    }
    true
}

/// A short word in lower case; of a long one, nothing.
pub(crate) struct Lower {
    bytes: [u8; 32],
    length: usize,
}

impl Lower {
    pub(crate) const fn bytes(&self) -> &[u8] {
        self.bytes.split_at(self.length).0
    }
}

pub(crate) const fn lower(word: &[u8]) -> Lower {
    let mut lower = Lower {
        bytes: [0; 32],
        length: 0,
    };
    if word.len() > lower.bytes.len() {
        return lower;
    }
    while lower.length < word.len() {
        lower.bytes[lower.length] = word[lower.length].to_ascii_lowercase();
        lower.length += 1;
    }
    lower
}
