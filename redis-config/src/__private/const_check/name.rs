//! Names in a constant: prefixes of keys, clients, users, services.

use super::panic::{Message, refuse};
use super::str::{contains, find};

/// The characters that a name may contain.
#[derive(Clone, Copy)]
enum Letters {
    /// Letters, digits and `:._-`: a part of a key.
    Key,
    /// Printable ASCII without white space.
    Printable,
}

/// Refuses an invalid key prefix. White space outside ASCII is checked at run time, here and below.
#[track_caller]
pub(crate) const fn key_prefix(key: &str, value: &str) {
    let bytes = value.as_bytes();
    let what = "the prefix of keys ";
    let fault = if bytes.len() > 64 {
        "is longer than 64 characters"
    } else if find(bytes, b'{').is_some() || find(bytes, b'}').is_some() {
        "holds a brace: the library alone places the `{tag}` of a key"
    } else if holds_space(bytes) {
        "holds white space"
    } else if !all(Letters::Key, bytes) {
        "may hold letters, digits and `:._-` only"
    } else {
        return;
    };
    refuse_and_suggest(key, &[what, fault], Letters::Key, value, "shop:");
}

/// Refuses an invalid client name or Sentinel service name.
#[track_caller]
pub(crate) const fn printable(key: &str, what: &str, value: &str, example: &str) {
    let bytes = value.as_bytes();
    let fault = if bytes.len() > 128 {
        "is longer than 128 characters"
    } else if holds_space(bytes) {
        "holds white space"
    } else if !all(Letters::Printable, bytes) {
        "may hold printable ASCII only"
    } else {
        return;
    };
    refuse_and_suggest(key, &[what, " ", fault], Letters::Printable, value, example);
}

/// Refuses an invalid user name.
#[track_caller]
pub(crate) const fn username(key: &str, value: &str) {
    let bytes = value.as_bytes();
    let fault = if bytes.len() > 128 {
        "the user name is longer than 128 bytes"
    } else if holds_space(bytes) {
        "the user name holds white space or a control character"
    } else {
        return;
    };
    refuse(
        key,
        &[fault],
        &[
            "write the name as `ACL LIST` shows it, e.g. `worker`; leave it out for the default user",
        ],
    )
}

const fn holds_space(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_whitespace() {
            return true;
        }
        i += 1;
    }
    false
}

const fn all(letters: Letters, bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if !legal(letters, bytes[i]) {
            return false;
        }
        i += 1;
    }
    true
}

const fn legal(letters: Letters, letter: u8) -> bool {
    match letters {
        Letters::Key => {
            letter.is_ascii_alphanumeric() || matches!(letter, b':' | b'.' | b'_' | b'-')
        }
        Letters::Printable => letter.is_ascii_graphic(),
    }
}

/// Suggests what was probably meant. For text that may be a URL with a password, it shows an example instead.
#[track_caller]
const fn refuse_and_suggest(
    key: &str,
    said: &[&str],
    letters: Letters,
    value: &str,
    example: &str,
) -> ! {
    let bytes = value.as_bytes();
    let most = match letters {
        Letters::Key => 64,
        Letters::Printable => 128,
    };
    let mut meant = Message::new();
    let mut left = most;
    let mut i = 0;
    while i < bytes.len() && left > 0 {
        let letter = match (letters, bytes[i]) {
            (Letters::Printable, b' ' | b'\t') => b'-',
            (_, letter) => letter,
        };
        if legal(letters, letter) {
            meant.push_letter(letter);
            left -= 1;
        }
        i += 1;
    }
    let url = contains(bytes, b"//") || find(bytes, b'@').is_some();
    let meant = if meant.text().is_empty() || url {
        example
    } else {
        meant.text()
    };
    refuse(key, said, &["write `", meant, "`"])
}
