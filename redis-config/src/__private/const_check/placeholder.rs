//! Unreplaced placeholders in a constant.

use super::panic::refuse;
use super::str::{after, starts_with, text};

/// Position and length of a placeholder.
pub(crate) struct Placeholder {
    pub(crate) at: usize,
    length: usize,
}

impl Placeholder {
    /// The first one, as `redis_config_rules::text::placeholder` finds it.
    pub(crate) const fn find(value: &[u8]) -> Option<Self> {
        // Longest opening first: `${{` is also `${` and `{{`.
        const BRACKETS: [(&[u8], &[u8]); 5] = [
            (b"${{", b"}}"),
            (b"${", b"}"),
            (b"{{", b"}}"),
            (b"$(", b")"),
            (b"<", b">"),
        ];
        let mut at = 0;
        while at < value.len() {
            let rest = after(value, at);
            let mut i = 0;
            while i < BRACKETS.len() {
                let (open, close) = BRACKETS[i];
                if starts_with(rest, open)
                    && let Some(end) = position(after(rest, open.len()), close)
                    && is_name(after(rest, open.len()).split_at(end).0)
                {
                    let length = open.len() + end + close.len();
                    return Some(Self { at, length });
                }
                i += 1;
            }
            at += 1;
        }
        None
    }

    pub(crate) const fn text<'a>(&self, value: &'a [u8]) -> &'a str {
        text(after(value, self.at).split_at(self.length).0)
    }
}

/// Refuses a value with a placeholder in it.
#[track_caller]
pub(crate) const fn check(key: &str, value: &str) {
    let bytes = value.as_bytes();
    if let Some(placeholder) = Placeholder::find(bytes) {
        let found = placeholder.text(bytes);
        refuse(
            key,
            &["the placeholder `", found, "` was not replaced"],
            &["put the real value in place of `", found, "`"],
        )
    }
}

const fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at + part.len() <= bytes.len() {
        if starts_with(after(bytes, at), part) {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn is_name(mut name: &[u8]) -> bool {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = name {
        name = rest;
    }
    if name.is_empty() || name.len() > 64 || !(name[0].is_ascii_alphabetic() || name[0] == b'_') {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        let legal = matches!(name[i], b'_' | b'.' | b':' | b'-' | b' ');
        if !legal && !name[i].is_ascii_alphanumeric() {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use redis_config_rules::text::placeholder;

    use super::*;

    #[test]
    fn they_are_those_of_the_rules() {
        for text in [
            "${HOST}",
            "a${HOST:-b}c",
            "${{ secrets.HOST }}",
            "redis://{{host}}:1",
            "$(REDIS_HOST)",
            "<password>",
            "redis://<your host>",
            "",
            "$",
            "${",
            "${}",
            "a$b{c}",
            "{",
            "{{}}",
            "a<b",
            "<>",
            "<1>",
            "$(1+1)",
            "ä${",
            "ä${A}",
        ] {
            let found = Placeholder::find(text.as_bytes());
            let found = found.map(|found| found.text(text.as_bytes()));
            assert_eq!(found, placeholder(text), "{text}");
        }
    }
}
