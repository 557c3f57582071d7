//! Certificates and keys, given as the path of a PEM file or as PEM text.

use crate::constant::{Fault, fault};
use crate::{bytes, text};

/// Whether the text is PEM text (possibly damaged) instead of a path.
///
/// ```
/// use redis_config_rules::pem;
///
/// assert!(pem::is_inline("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
/// assert!(!pem::is_inline("/etc/ssl/redis-ca.pem"));
/// ```
pub const fn is_inline(text: &str) -> bool {
    bytes::starts_with(text.as_bytes().trim_ascii_start(), b"-----")
}

/// Checks the path of a PEM file, or the outline of PEM text. The certificate itself is only parsed when it is used.
///
/// # Errors
///
/// Code `pem` for damaged PEM text, otherwise those of [`text::check_clean`]. No message contains the text, which may
/// be a key.
pub const fn check(text: &str) -> Result<(), Fault> {
    if !is_inline(text) {
        return text::check_clean(text);
    }
    let bytes = text.as_bytes();
    let mut plain = true;
    let mut i = 0;
    while i < bytes.len() {
        plain &= !bytes[i].is_ascii_control() || matches!(bytes[i], b'\n' | b'\r' | b'\t');
        i += 1;
    }
    let (message, help) = if bytes::contains(bytes, b"\\n") {
        // `-----BEGIN A-----\nMII`: a line break that a shell or a YAML file escaped.
        (
            "the PEM text has `\\n` written out where its lines break",
            "give it real line breaks, or give the path of a file",
        )
    } else if !bytes::starts_with(bytes, b"-----BEGIN ") || !plain || !bytes::contains(bytes, b"\n")
    {
        // ` -----BEGIN A-----`, or everything on one line: parsers find no certificate in it and report none.
        (
            "the PEM text is damaged at its start",
            "copy all of it with its line breaks; its first line is like `-----BEGIN CERTIFICATE-----`",
        )
    } else if !bytes::ends_with(bytes.trim_ascii_end(), b"-----")
        || !bytes::contains(bytes, b"-----END ")
    {
        // `-----BEGIN A-----` and some lines, without `-----END A-----`.
        (
            "the PEM text is cut off before its end",
            "copy all of it; its last line is like `-----END CERTIFICATE-----`",
        )
    } else {
        return Ok(());
    };
    Err(fault!(PEM, message => help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn text_and_paths() {
        let whole = "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n";
        for good in [whole, "/etc/ssl/ca.pem", "ca.pem", "./-----BEGIN"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for (text, code) in [
            ("", Code::EMPTY),
            ("/a\nb", Code::CONTROL_CHARACTER),
            ("-----BEGIN PRIVATE KEY-----", Code::PEM),
            ("-----BEGIN PRIVATE KEY-----\nMII", Code::PEM),
            ("-----BEGIN A-----\\nMII\\n-----END A-----", Code::PEM),
            ("-----BEGIN A----- MII -----END A-----", Code::PEM),
            (" -----BEGIN A-----\nMII\n-----END A-----", Code::PEM),
            ("-----BEGIN A-----\nM\0I\n-----END A-----", Code::PEM),
        ] {
            let problem = check(text).unwrap_err();
            assert_eq!(problem.code, code, "{text}");
            assert!(!format!("{problem:?}").contains("MII"));
        }
    }
}
