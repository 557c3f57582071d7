//! Names in a constant: prefixes of keys, clients, users, services.

use super::panic::{Message, refuse};
use super::str::{contains, find};

/// What a name may hold.
#[derive(Clone, Copy)]
enum Letters {
    /// Letters, digits and `:._-`: a part of a key.
    Key,
    /// Printable ASCII without white space.
    Printable,
}

/// Refuses a prefix of keys that the rules refuse. White space outside ASCII is left to them, here and below.
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
    mend(key, &[what, fault], Letters::Key, value, "shop:");
}

/// Refuses the name of a client, or of a service of sentinels, that the rules refuse.
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
    mend(key, &[what, " ", fault], Letters::Printable, value, example);
}

/// Refuses the name of a user that the rules refuse.
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

/// Says what was probably meant; of what may be a URL with a password, an example.
#[track_caller]
const fn mend(key: &str, said: &[&str], letters: Letters, value: &str, example: &str) -> ! {
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
