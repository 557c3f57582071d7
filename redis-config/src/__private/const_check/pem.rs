//! PEM text in a constant.

use redis_config_rules::Setting;

use super::panic::refuse;
use super::str::{after, contains, find, starts_with};

/// Whether text is PEM text itself, whole or damaged.
pub(crate) const fn is_inline(value: &str) -> bool {
    starts_with(value.as_bytes().trim_ascii_start(), b"-----")
}

/// Refuses damaged PEM text, and every private key: it would end up in the binary.
#[track_caller]
pub(crate) const fn check(setting: Setting, value: &str) {
    if !is_inline(value) {
        return;
    }
    let key = setting.key();
    if matches!(setting, Setting::TlsKey | Setting::SentinelTlsKey) {
        refuse(
            key,
            &[
                "`",
                key,
                "` is a private key: here it would stand in the source and in the binary",
            ],
            &[
                "give the path of its file, or make it a field, `",
                key,
                ": Option<Secret>`, and give its text in the environment",
            ],
        )
    }
    let bytes = value.as_bytes();
    if contains(bytes, b"\\n") {
        refuse(
            key,
            &["the PEM text has `\\n` written out where its lines break"],
            &["give it real line breaks, or give the path of a file"],
        )
    }
    if !starts_with(bytes, b"-----BEGIN ") || !is_plain(bytes) || find(bytes, b'\n').is_none() {
        refuse(
            key,
            &["the PEM text is damaged at its start"],
            &[
                "copy all of it with its line breaks; its first line is like `-----BEGIN CERTIFICATE-----`",
            ],
        )
    }
    let whole = bytes.trim_ascii_end();
    let end = after(whole, whole.len() - 5);
    if !starts_with(end, b"-----") || !contains(bytes, b"-----END ") {
        refuse(
            key,
            &["the PEM text is cut off before its end"],
            &["copy all of it; its last line is like `-----END CERTIFICATE-----`"],
        )
    }
}

const fn is_plain(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_control() && !matches!(bytes[i], b'\n' | b'\r' | b'\t') {
            return false;
        }
        i += 1;
    }
    true
}
