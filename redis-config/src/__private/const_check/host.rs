//! A host in a constant.

use super::panic::refuse;
use redis_config_rules::bytes::{after, contains, cut, equal, find, starts_with, text};
use redis_config_rules::text::scan_integer;

/// Refuses a host without a port. IPv6 is checked at run time. With `example`, the value must be a name, not an address.
#[track_caller]
pub(crate) const fn alone(key: &str, host: &str, example: Option<&str>) {
    let bytes = host.as_bytes();
    let (start, rest) = cut(bytes, b':');
    let said = if contains(bytes, b"://") {
        "the host has a scheme"
    } else if starts_with(bytes, b"[") || find(rest, b':').is_some() {
        return;
    } else if start.len() < bytes.len() {
        "the host has a port"
    } else {
        return name(key, bytes);
    };
    match example {
        Some(example) => refuse(
            key,
            &[said],
            &["write the name alone, e.g. `", example, "`"],
        ),
        None if start.len() < bytes.len() && !contains(bytes, b"://") => refuse(
            key,
            &[said],
            &["write the name alone, e.g. `127.0.0.1`, and set `port` to the number"],
        ),
        None => refuse(
            key,
            &[said],
            &["write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`"],
        ),
    }
}

/// A host name or an IPv4 address.
#[track_caller]
pub(crate) const fn name(key: &str, host: &[u8]) {
    if host.is_empty() {
        refuse(
            key,
            &["the host is missing"],
            &["write its name or address, e.g. `127.0.0.1`"],
        )
    }
    if equal(host, b"*") || equal(host, b"0.0.0.0") || equal(host, b"0.0.0.0.") {
        refuse(
            key,
            &[
                "the host means every address: a server can listen there, but nothing can connect to it",
            ],
            &["write `127.0.0.1` for this machine, or the server's name"],
        )
    }
    if !host.is_ascii() {
        refuse(
            key,
            &["the host holds characters outside ASCII"],
            &[
                "write the name as the name service knows it, e.g. `xn--bcher-kva.example` for `bücher.example`",
            ],
        )
    }
    let mut i = 0;
    while i < host.len() {
        if !host[i].is_ascii_alphanumeric() && !matches!(host[i], b'-' | b'_' | b'.') {
            refuse(
                key,
                &["the host holds a character that no host name has"],
                &["a host name has letters, digits, `-`, `_` and `.`, e.g. `redis.example.com`"],
            )
        }
        i += 1;
    }
    labels(key, host);
}

/// The parts between the points.
#[track_caller]
const fn labels(key: &str, host: &[u8]) {
    let whole = match host {
        [whole @ .., b'.'] => whole,
        whole => whole,
    };
    let (mut label, mut rest) = cut(whole, b'.');
    let mut left = whole.len() - label.len();
    let mut is_long = host.len() > 253;
    let mut is_odd = false;
    loop {
        is_long = is_long || label.len() > 63;
        is_odd = is_odd || matches!(label, [] | [b'-', ..] | [.., b'-']);
        if left == 0 {
            break;
        }
        (label, rest) = cut(rest, b'.');
        left -= label.len() + 1;
    }
    if is_long {
        refuse(
            key,
            &["the host is longer than a host name can be"],
            &["a host name has at most 253 characters, and 63 between two points"],
        )
    }
    if is_number(label) {
        if !is_ipv4(host) {
            refuse(
                key,
                &["the host is a number, which programs read as different addresses"],
                &["write an IPv4 address with its four parts, e.g. `127.0.0.1`"],
            )
        }
        return;
    }
    if is_odd {
        refuse(
            key,
            &["the host has an empty part, or one with `-` at its start or end"],
            &["write it like `redis.example.com`"],
        )
    }
}

const fn is_number(label: &[u8]) -> bool {
    let hex = starts_with(label, b"0x") || starts_with(label, b"0X");
    let digits = if hex { after(label, 2) } else { label };
    let mut i = 0;
    while i < digits.len() {
        if !digits[i].is_ascii_hexdigit() || !hex && !digits[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    !label.is_empty()
}

const fn is_ipv4(host: &[u8]) -> bool {
    let mut parts = 0;
    let mut rest = host;
    loop {
        let (part, after) = cut(rest, b'.');
        parts += 1;
        // `scan_integer` refuses leading zeros.
        if part.len() > 3 || !matches!(scan_integer(text(part)), Ok(Some(0..=255))) {
            return false;
        }
        if after.is_empty() {
            return parts == 4 && part.len() == rest.len();
        }
        rest = after;
    }
}
