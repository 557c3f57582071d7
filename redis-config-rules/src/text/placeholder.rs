//! Placeholders that a template engine or a shell should have replaced.

use crate::bytes::{self, after, position, starts_with};
use crate::constant::{Fault, fault};

/// The first placeholder in `text`: `${HOST}`, `${{ secrets.HOST }}`, `{{host}}`,
/// `$(HOST)` or `<password>`.
///
/// ```
/// use redis_config_rules::text::placeholder;
///
/// assert_eq!(placeholder("redis://${HOST}:6379"), Some("${HOST}"));
/// assert_eq!(placeholder("redis://localhost:6379"), None);
/// ```
pub const fn placeholder(text: &str) -> Option<&str> {
    // Longest opening first: `${{` is also `${` and `{{`.
    const BRACKETS: [(&[u8], &[u8]); 5] = [
        (b"${{", b"}}"),
        (b"${", b"}"),
        (b"{{", b"}}"),
        (b"$(", b")"),
        (b"<", b">"),
    ];
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if !matches!(text[at], b'$' | b'{' | b'<') {
            at += 1;
            continue;
        }
        let rest = after(text, at);
        let mut i = 0;
        while i < BRACKETS.len() {
            let (open, close) = BRACKETS[i];
            if starts_with(rest, open)
                && let Some(end) = position(after(rest, open.len()), close)
                && is_name(after(rest, open.len()).split_at(end).0)
            {
                let length = open.len() + end + close.len();
                return Some(bytes::text(rest.split_at(length).0));
            }
            i += 1;
        }
        at += 1;
    }
    None
}

/// Whether the text in the brackets is a name, optionally dotted or with a default. Other text does not make a placeholder,
/// because `a<b` and `${` are legal in a password.
const fn is_name(mut name: &[u8]) -> bool {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = name {
        name = rest;
    }
    let mut legal =
        !name.is_empty() && name.len() <= 64 && (name[0].is_ascii_alphabetic() || name[0] == b'_');
    let mut i = 0;
    while legal && i < name.len() {
        legal = name[i].is_ascii_alphanumeric() || bytes::find(b"_.:- ", name[i]).is_some();
        i += 1;
    }
    legal
}

/// Refuses text with a placeholder. If the value is a secret, the message does not contain the placeholder, and `<...>`
/// counts only if it is the whole value.
///
/// # Errors
///
/// Code `placeholder`.
pub const fn check_placeholder(text: &str, secret: bool) -> Result<(), Fault> {
    let Some(found) = placeholder(text) else {
        return Ok(());
    };
    if !secret {
        return Err(fault!(PLACEHOLDER, "the placeholder `{0}` was not replaced"
            => "put the real value in place of `{0}`"; found));
    }
    if found.as_bytes()[0] == b'<' && found.len() != text.len() {
        return Ok(());
    }
    Err(
        fault!(PLACEHOLDER, "the value holds a placeholder that nothing replaced"
        => "put the real value there: whatever should have filled the placeholder in did not run"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_kind() {
        for (text, want) in [
            ("${HOST}", "${HOST}"),
            ("a${HOST:-b}c", "${HOST:-b}"),
            ("${{ secrets.HOST }}", "${{ secrets.HOST }}"),
            ("redis://{{host}}:1", "{{host}}"),
            ("$(REDIS_HOST)", "$(REDIS_HOST)"),
            ("redis://:<password>@h", "<password>"),
            ("redis://<your host>", "<your host>"),
        ] {
            assert_eq!(placeholder(text), Some(want), "{text}");
        }
    }

    #[test]
    fn ignores_other_text() {
        for text in [
            "", "$", "${", "${}", "a$b{c}", "{", "{{}}", "a<b", "<>", "<1>", "$(1+1)", "ä${",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn no_message_contains_a_secret() {
        let problem = check_placeholder("hunter${two}", true).unwrap_err();
        assert!(!format!("{problem:?}").contains("two"));
        assert!(check_placeholder("p<a>b", true).is_ok());
        assert!(check_placeholder("<password>", true).is_err());
    }
}
