//! Certificates and keys, given as the path of a PEM file or as PEM text.

use crate::{Code, Problem, text};

/// The start of PEM text.
const BEGIN: &str = "-----BEGIN ";

/// Whether the text is PEM text (possibly damaged) instead of a path.
///
/// ```
/// use redis_config_rules::pem;
///
/// assert!(pem::is_inline("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
/// assert!(!pem::is_inline("/etc/ssl/redis-ca.pem"));
/// ```
pub fn is_inline(text: &str) -> bool {
    text.trim_start().starts_with("-----")
}

/// Checks the path of a PEM file, or the outline of PEM text. The certificate itself is only parsed when it is used.
///
/// # Errors
///
/// Code `pem` for damaged PEM text, otherwise those of [`text::check_path`]. No message contains the text, which may
/// be a key.
pub fn check(text: &str) -> Result<(), Problem> {
    if !is_inline(text) {
        return text::check_path(text);
    }
    let bad = |message: &str, help: &str| Err(Problem::new(Code::PEM, message, help));
    // `-----BEGIN A-----\nMII`: a line break that a shell or a YAML file escaped.
    if text.contains("\\n") {
        return bad(
            "the PEM text has `\\n` written out where its lines break",
            "give it real line breaks, or give the path of a file",
        );
    }
    // ` -----BEGIN A-----`, or everything on one line: parsers find no certificate in it and report none.
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    if !text.starts_with(BEGIN) || !text.chars().all(plain) || !text.contains('\n') {
        return bad(
            "the PEM text is damaged at its start",
            "copy all of it with its line breaks; its first line is like `-----BEGIN CERTIFICATE-----`",
        );
    }
    // `-----BEGIN A-----` and some lines, without `-----END A-----`.
    if !text.trim_end().ends_with("-----") || !text.contains("-----END ") {
        return bad(
            "the PEM text is cut off before its end",
            "copy all of it; its last line is like `-----END CERTIFICATE-----`",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_paths() {
        let whole = "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n";
        for good in [whole, "/etc/ssl/ca.pem", "ca.pem", "./-----BEGIN"] {
            assert_eq!(check(good), Ok(()), "{good}");
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
            assert!(!problem.to_string().contains("MII"));
        }
    }
}
