//! The fault of a refused URL, and the URL inside of what was copied with it.

use super::translation::Meant;
use crate::bytes::{self, contains, cut, is_one_of, position, trim};
use crate::constant::Fault;
use crate::url::parse::strict;

/// The fault of a refused URL, with the URL that was most likely meant.
pub(in crate::url) const fn explain(text: &str, fault: Fault) -> Fault {
    // Where a value is loaded, control characters are refused before the rules of its setting.
    if is_one_of(
        fault.code.as_str().as_bytes(),
        "control-character url-too-long",
    ) {
        return fault;
    }
    let (wrapped, inner) = unwrapped(text);
    let (foreign, meant) = Meant::read(inner);
    let said = if wrapped.is_empty() { foreign } else { wrapped };
    // What is wrong with user info has a help of its own.
    const OF_USER_INFO: &str = "url-user-info-empty url-user-info-character url-password-empty url-percent url-percent-utf8 url-percent-control username placeholder white-space url-parameter-repeated";
    let of_user_info = is_one_of(fault.code.as_str().as_bytes(), OF_USER_INFO);
    if said.is_empty() && inner.len() == text.len() && of_user_info {
        return fault;
    }
    let message = if said.is_empty() {
        fault.message()
    } else {
        said
    };
    let Some(meant) = meant else {
        return match said.is_empty() {
            true => fault,
            false => Fault::new(
                fault.code,
                said,
                "write the URL alone, e.g. `redis://127.0.0.1:6379/0`",
            ),
        };
    };
    let url = meant.url();
    match strict(url.as_str()) {
        Ok(_) => Fault::of(
            fault.code,
            message,
            "write `{0}`{1}",
            &[url.as_str(), meant.also.as_str()],
        ),
        Err(_) => Fault::new(fault.code, message, fault.help()),
    }
}

/// The URL inside of what was copied along with it, and what that is.
const fn unwrapped(text: &str) -> (&'static str, &str) {
    let (mut said, mut inner) = ("", trim(text));
    loop {
        let bytes = inner.as_bytes();
        let (name, value) = cut(bytes, b'=');
        let variable = match name {
            [b'e', b'x', b'p', b'o', b'r', b't', b' ', name @ ..] => name,
            name => name,
        };
        let is_variable = !variable.is_empty()
            && name.len() < bytes.len()
            && bytes::is_alphanumeric_or(variable, b"_")
            && variable[0].is_ascii_uppercase();
        let (what, next) = match bytes {
            _ if bytes::starts_with(bytes, b"redis-cli ") => (
                "the URL is a command of `redis-cli`",
                word_with(bytes, b"://"),
            ),
            _ if is_variable => ("the URL has the name of a variable in front", value),
            [b'"', quoted @ .., b'"'] | [b'\'', quoted @ .., b'\''] => {
                ("the URL is in quotes", quoted)
            }
            _ => match position(bytes, b" #") {
                Some(end) => ("the URL has a comment after it", bytes.split_at(end).0),
                None => return (said, inner),
            },
        };
        if said.is_empty() {
            said = what;
        }
        inner = trim(bytes::text(next));
    }
}

/// The word that holds `mark`; empty if there is none.
const fn word_with<'a>(text: &'a [u8], mark: &[u8]) -> &'a [u8] {
    let mut rest = text;
    while !rest.is_empty() {
        let (word, next) = cut(rest, b' ');
        if contains(word, mark) {
            return word;
        }
        rest = next;
    }
    b""
}
