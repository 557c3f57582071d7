//! Strict percent-decoding.

use super::redis_url::MAX_LENGTH;
use crate::Problem;
use crate::bytes::{after, control_character};
use crate::constant::{ConstText, Fault, fault};

pub(crate) type Decoded = ConstText<MAX_LENGTH>;

/// Decodes `raw`. Messages call it `what` and do not contain the text, which may be secret.
pub(crate) const fn decode(raw: &str, what: &str) -> Result<Decoded, Fault> {
    let mut decoded = Decoded::empty();
    let mut rest = raw.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let byte = match (*first, tail) {
            (b'%', [high, low, ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    rest = after(tail, 2);
                    Some((high * 16 + low) as u8)
                }
                _ => None,
            },
            (b'%', _) => None,
            (byte, _) => Some(byte),
        };
        let Some(byte) = byte else {
            return Err(
                fault!(URL_PERCENT, "{0} holds a `%` that two hexadecimal digits do not follow"
                => "write `%` itself as `%25`"; what),
            );
        };
        decoded.push_byte(byte);
    }
    if std::str::from_utf8(decoded.as_bytes()).is_err() {
        return Err(
            fault!(URL_PERCENT_UTF8, "the percent escapes of {0} are not UTF-8"
            => "encode the bytes of its UTF-8 text, e.g. `é` as `%C3%A9`; write `%` itself as `%25`"; what),
        );
    }
    if control_character(decoded.as_bytes()).is_some() {
        return Err(
            fault!(URL_PERCENT_CONTROL, "{0} holds a control character, percent-encoded"
            => "remove it: often it is a line break (`%0A`) that was encoded along"; what),
        );
    }
    Ok(decoded)
}

const fn digit(byte: u8) -> Option<u32> {
    (byte as char).to_digit(16)
}

/// Decodes a part of a URL that was checked.
pub(super) fn owned(raw: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    Ok(Some(decode(raw, "the URL")?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn decodes() {
        for (raw, want) in [
            ("", ""),
            ("a", "a"),
            ("%41%2f%2F", "A//"),
            ("%C3%A9+", "é+"),
            ("%25", "%"),
        ] {
            assert_eq!(decode(raw, "it").unwrap().as_str(), want, "{raw}");
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
