//! Strict percent-decoding.

use crate::{Code, Problem};

/// Decodes `raw`. Messages call it `what` and do not contain the text, which may be secret.
pub(super) fn decode(raw: &str, what: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let (Some(high), Some(low)) = (digit(after.first()), digit(after.get(1))) else {
                return Err(Problem::new(
                    Code::URL_PERCENT,
                    format!("{what} holds a `%` that two hexadecimal digits do not follow"),
                    "write `%` itself as `%25`",
                ));
            };
            bytes.push(high * 16 + low);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Problem::new(
            Code::URL_PERCENT_UTF8,
            format!("the percent escapes of {what} are not UTF-8"),
            "encode the bytes of its UTF-8 text, e.g. `é` as `%C3%A9`; write `%` itself as `%25`",
        ));
    };
    if text.contains(char::is_control) {
        return Err(Problem::new(
            Code::URL_PERCENT_CONTROL,
            format!("{what} holds a control character, percent-encoded"),
            "remove it: often it is a line break (`%0A`) that was encoded along",
        ));
    }
    Ok(text)
}

fn digit(byte: Option<&u8>) -> Option<u8> {
    let value = char::from(*byte?).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        for (raw, want) in [
            ("", ""),
            ("a", "a"),
            ("%41%2f%2F", "A//"),
            ("%C3%A9+", "é+"),
            ("%25", "%"),
        ] {
            assert_eq!(decode(raw, "it").as_deref(), Ok(want), "{raw}");
        }
    }

    #[test]
    fn refuses() {
        for (raw, code) in [
            ("%", Code::URL_PERCENT),
            ("a%2", Code::URL_PERCENT),
            ("%zz", Code::URL_PERCENT),
            ("%+1", Code::URL_PERCENT),
            ("%é", Code::URL_PERCENT),
            ("%FF", Code::URL_PERCENT_UTF8),
            ("%C3", Code::URL_PERCENT_UTF8),
            ("%00", Code::URL_PERCENT_CONTROL),
            ("a%0A", Code::URL_PERCENT_CONTROL),
            ("%C2%85", Code::URL_PERCENT_CONTROL),
        ] {
            assert_eq!(decode(raw, "it").unwrap_err().code, code, "{raw}");
        }
    }
}
