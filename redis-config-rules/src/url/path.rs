//! The path of a URL: a database number or the path of a socket.

use super::percent;
use super::redis_url::MAX_DATABASE;
use super::scheme::Family;
use crate::bytes;
use crate::bytes::split_once;
use crate::constant::{Digits, Fault, fault, tri};

/// Longest path that fits into a socket address on Linux.
const MAX_SOCKET_PATH: usize = 107;

/// Parses `/database`, or no path.
pub(super) const fn database(path: &str, family: Family) -> Result<Option<u32>, Fault> {
    let Some((_, number)) = split_once(path, b'/') else {
        return Ok(None);
    };
    let fault = if number.is_empty() {
        return Ok(None);
    } else if bytes::find(number.as_bytes(), b'/').is_some() {
        fault!(URL_PATH, "the path of the URL is more than a database"
            => "write one number after the host and nothing behind it, e.g. `redis://127.0.0.1:6379/0`")
    } else if let Family::Cluster = family {
        fault!(URL_CLUSTER_DATABASE, "the URL of a cluster names no database" => "end the URL after the last host")
    } else {
        return Ok(Some(tri!(database_number(number))));
    };
    Err(fault)
}

/// Parses a database number, from the path or from a parameter.
pub(super) const fn database_number(text: &str) -> Result<u32, Fault> {
    let bytes = text.as_bytes();
    let digits = bytes::digits(bytes) == bytes.len() && !bytes.is_empty();
    let message = match (bytes, u32::from_str_radix(text, 10)) {
        ([b'0', _, ..], _) if digits && bytes.len() <= 12 => {
            "the database of the URL has leading zeros"
        }
        ([b'0'], _) => return Ok(0),
        ([b'1'..=b'9', ..], Ok(number)) if digits && number <= MAX_DATABASE => return Ok(number),
        _ if digits && bytes.len() <= 12 => "database {0} is out of range",
        ([b'-', ..], _) => "the database of the URL is negative",
        _ => "the database of the URL is not a number",
    };
    Err(fault!(URL_DATABASE, message
        => "write a number from 0 to {1}, e.g. `redis://127.0.0.1:6379/0`"; text, Digits::of(MAX_DATABASE as i128).text()))
}

/// Checks the path of a socket in a URL.
pub(super) const fn socket(raw: &str) -> Result<(), Fault> {
    let mut i = 0;
    while i < raw.len() {
        let byte = raw.as_bytes()[i];
        if !byte.is_ascii_graphic() || bytes::find(b"[]@\\<>{}\"^`|", byte).is_some() {
            return Err(
                fault!(URL_SOCKET, "the path of the socket holds a character that must be percent-encoded"
                => "write ` ` as `%20`, `@` as `%40`, `é` as `%C3%A9`"),
            );
        }
        i += 1;
    }
    let path = tri!(percent::decode(raw, "the path of the socket"));
    if let [.., b':'] = path.as_bytes() {
        // `unix:///a:`: the `url` crate reads it as a Windows drive, and the `redis` crate then opens `/a:/`.
        return Err(fault!(URL_SOCKET, "the path of the socket ends with `:`"
            => "give the socket a name that does not, e.g. `/run/redis/redis.sock`"));
    }
    match socket_path(path.as_str()) {
        Ok(()) => Ok(()),
        Err(fault) => Err(fault!(URL_SOCKET, fault.message() => fault.help())),
    }
}

/// Checks the path of a socket: absolute and normalized.
pub(crate) const fn socket_path(path: &str) -> Result<(), Fault> {
    let bytes = path.as_bytes();
    let limit = Digits::of(MAX_SOCKET_PATH as i128);
    let mut rest = bytes;
    let mut straight = true;
    while !rest.is_empty() {
        let (part, _) = bytes::cut(bytes::after(rest, 1), b'/');
        straight &= !matches!(part, b"" | b"." | b"..");
        rest = bytes::after(rest, 1 + part.len());
    }
    let (message, help) = if bytes::starts_with(bytes, b"~/") {
        (
            "nothing replaces the `~` of the path: only a shell does",
            "write the absolute path, e.g. `/run/redis/redis.sock`",
        )
    } else if !bytes::starts_with(bytes, b"/") {
        (
            "the path of the socket is not absolute",
            "start it with `/`, e.g. `/run/redis/redis.sock`",
        )
    } else if bytes.len() > MAX_SOCKET_PATH {
        (
            "the path of the socket is longer than {0} bytes, the limit of the system",
            "use a shorter path, e.g. `/run/redis/redis.sock`",
        )
    } else if !straight {
        (
            "the path of the socket has an empty part, `.` or `..`",
            "write it straight, e.g. `/run/redis/redis.sock`",
        )
    } else {
        return Ok(());
    };
    Err(fault!(PATH, message => help; limit.text()))
}
