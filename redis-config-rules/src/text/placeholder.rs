//! Placeholders that a template engine or a shell should have replaced.

use crate::bytes::{self, after, position, starts_with};
use crate::constant::{Fault, fault};

/// The first placeholder in `text`: `${HOST}`, `${{ secrets.HOST }}`, `{{ .Values.host }}`, `$(HOST)`, `#{HOST}`, `<password>`,
/// `$HOST` or `%HOST%`.
///
/// ```
/// use redis_config_rules::text::placeholder;
///
/// assert_eq!(placeholder("redis://${HOST}:6379"), Some("${HOST}"));
/// assert_eq!(placeholder("redis://$HOST:6379"), Some("$HOST"));
/// assert_eq!(placeholder("redis://localhost:6379"), None);
/// ```
pub const fn placeholder(text: &str) -> Option<&str> {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if !matches!(text[at], b'$' | b'%' | b'#' | b'{' | b'<') {
            at += 1;
            continue;
        }
        let rest = after(text, at);
        let length = match bracketed(rest) {
            0 => bare(rest),
            length => length,
        };
        if length > 0 {
            return Some(bytes::text(rest.split_at(length).0));
        }
        at += 1;
    }
    None
}

/// [`placeholder`] for a URL, in whose user info and parameters `$HOST` and `%HOST%` count only as a whole part: `p$WORD` is a
/// legal password.
///
/// ```
/// use redis_config_rules::text::url_placeholder;
///
/// assert_eq!(url_placeholder("redis://:$WORD@h"), Some("$WORD"));
/// assert_eq!(url_placeholder("redis://:p$WORD@h"), None);
/// ```
pub const fn url_placeholder(url: &str) -> Option<&str> {
    let bytes = url.as_bytes();
    let mut start = 0;
    while let Some(found) = placeholder(bytes::text(after(bytes, start))) {
        let length = found.len();
        let at = match position(after(bytes, start), found.as_bytes()) {
            Some(at) => start + at,
            None => return None,
        };
        let (before, rest) = bytes.split_at(at);
        let secret = bytes::find(rest, b'@').is_some() || bytes::find(before, b'?').is_some();
        let whole = matches!(before, [.., b':' | b'/' | b'='])
            && matches!(after(rest, length), [] | [b':' | b'@' | b'&', ..]);
        if !secret || whole || bracketed(rest) > 0 {
            return Some(found);
        }
        start = at + 1;
    }
    None
}

/// The length of the placeholder in brackets at the start; 0 if there is none.
const fn bracketed(rest: &[u8]) -> usize {
    // Longest opening first: `${{` is also `${` and `{{`.
    const BRACKETS: [(&[u8], &[u8]); 6] = [
        (b"${{", b"}}"),
        (b"${", b"}"),
        (b"{{", b"}}"),
        (b"#{", b"}"),
        (b"$(", b")"),
        (b"<", b">"),
    ];
    let mut i = 0;
    while i < BRACKETS.len() {
        let (open, close) = BRACKETS[i];
        if starts_with(rest, open)
            && let Some(end) = position(after(rest, open.len()), close)
        {
            let inside = after(rest, open.len()).split_at(end).0;
            let template = bytes::ends_with(open, b"{{");
            if is_name(inside) || template && is_expression(inside) {
                return open.len() + end + close.len();
            }
        }
        i += 1;
    }
    0
}

/// The length of `$HOST` or `%HOST%` at the start; 0 if there is none. In capitals, because `a$b` is legal in a password.
const fn bare(rest: &[u8]) -> usize {
    let name = match rest {
        [b'$' | b'%', rest @ ..] => rest,
        _ => return 0,
    };
    let mut end = 0;
    while end < name.len()
        && (name[end].is_ascii_uppercase() || name[end].is_ascii_digit() || name[end] == b'_')
    {
        end += 1;
    }
    if end < 2 || name[0].is_ascii_digit() {
        return 0;
    }
    if rest[0] == b'$' {
        // `$HOSTname`: not the name of a variable.
        let more = end < name.len() && name[end].is_ascii_lowercase();
        return if more { 0 } else { end + 1 };
    }
    if end == name.len() || name[end] != b'%' {
        return 0;
    }
    // `%CA%FE`: escapes of a URL.
    if is_hex(name, 0) && is_hex(name, end + 1) {
        return 0;
    }
    end + 2
}

/// Whether the two bytes at `at` are hexadecimal digits.
const fn is_hex(text: &[u8], at: usize) -> bool {
    at + 1 < text.len() && text[at].is_ascii_hexdigit() && text[at + 1].is_ascii_hexdigit()
}

/// Whether the text in the brackets is a name, optionally dotted or with a default. Other text does not make a placeholder,
/// because `a<b` and `${` are legal in a password.
const fn is_name(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    let mut legal =
        !name.is_empty() && name.len() <= 64 && (name[0].is_ascii_alphabetic() || name[0] == b'_');
    let mut i = 0;
    while legal && i < name.len() {
        legal = name[i].is_ascii_alphanumeric() || bytes::find(b"_.:- ?+", name[i]).is_some();
        i += 1;
    }
    legal
}

/// Whether the text in double braces is an expression of a template: `.Values.host | quote`, `include "host" .`, `- $host`.
const fn is_expression(text: &[u8]) -> bool {
    let text = match text.trim_ascii() {
        [b'-' | b'.' | b'$' | b'#', rest @ ..] => rest.trim_ascii(),
        text => text,
    };
    let mut legal = !text.is_empty()
        && text.len() <= 128
        && (text[0].is_ascii_alphabetic() || bytes::find(b"_.$", text[0]).is_some());
    let mut i = 0;
    while legal && i < text.len() {
        legal =
            text[i].is_ascii_graphic() && bytes::find(b"{}", text[i]).is_none() || text[i] == b' ';
        i += 1;
    }
    legal
}

/// Refuses text with a placeholder. If the value is a secret, the message does not contain the placeholder, and `<...>`,
/// `$HOST` and `%HOST%` count only if they are the whole value.
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
    let mut certain = found.len() == text.len();
    let mut rest = text.as_bytes();
    while !certain && !rest.is_empty() {
        certain = rest[0] != b'<' && bracketed(rest) > 0;
        rest = after(rest, 1);
    }
    if !certain {
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
            ("$HOST", "$HOST"),
            ("redis://$REDIS_HOST:6379", "$REDIS_HOST"),
            ("%HOST%", "%HOST%"),
            ("redis://%DB_HOST%:6379", "%DB_HOST%"),
            ("{{ .Values.redis.host }}", "{{ .Values.redis.host }}"),
            ("{{- .Values.x | quote -}}", "{{- .Values.x | quote -}}"),
            (
                "{{ include \"redis.host\" . }}",
                "{{ include \"redis.host\" . }}",
            ),
            ("${HOST:?unset}", "${HOST:?unset}"),
            ("#{HOST}#", "#{HOST}"),
        ] {
            assert_eq!(placeholder(text), Some(want), "{text}");
        }
    }

    #[test]
    fn ignores_other_text() {
        for text in [
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
            "a$b",
            "$1",
            "$A",
            "US$5",
            "$HOSTname",
            "%41%42",
            "%CA%FE",
            "100%",
            "%A%",
            "%host%",
            "{{ 1 }}",
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
        for text in ["$PASSWORD", "%PASSWORD%", "{{ .Values.x }}", "p<a>${TWO}"] {
            let problem = check_placeholder(text, true).unwrap_err();
            assert!(!format!("{problem:?}").contains(text), "{text}");
        }
        for text in ["p$WORD", "a%AB_C%d", "50%OFF%now", "$$PASS"] {
            assert!(check_placeholder(text, true).is_ok(), "{text}");
        }
    }
}
