//! The path of a URL: a database number or the path of a socket.

use super::percent;
use super::redis_url::MAX_DATABASE;
use super::scheme::Family;
use crate::constant::{Digits, Fault};
use crate::{Code, Problem, bytes};

/// Longest path that fits into a socket address on Linux.
const MAX_SOCKET_PATH: usize = 107;

/// Parses `/database`, or no path.
pub(super) fn database(path: &str, family: Family) -> Result<Option<u32>, Problem> {
    let Some(number) = path.strip_prefix('/').filter(|rest| !rest.is_empty()) else {
        return Ok(None);
    };
    if number.contains('/') {
        return Err(Problem::new(
            Code::URL_PATH,
            "the path of the URL is more than a database",
            "write one number after the host and nothing behind it, e.g. `redis://127.0.0.1:6379/0`",
        ));
    }
    if family == Family::Cluster {
        return Err(Problem::new(
            Code::URL_CLUSTER_DATABASE,
            "the URL of a cluster names no database",
            "end the URL after the last host",
        ));
    }
    database_number(number).map(Some)
}

/// Parses a database number, from the path or from a parameter.
pub(super) fn database_number(text: &str) -> Result<u32, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = digits && (text == "0" || !text.starts_with('0'));
    let number = text.parse::<u32>().ok();
    match number.filter(|number| plain && *number <= MAX_DATABASE) {
        Some(number) => Ok(number),
        None => Err(Problem::new(
            Code::URL_DATABASE,
            if digits && text.len() <= 12 {
                if plain {
                    format!("database {text} is out of range")
                } else {
                    "the database of the URL has leading zeros".to_owned()
                }
            } else if text.starts_with('-') {
                "the database of the URL is negative".to_owned()
            } else {
                "the database of the URL is not a number".to_owned()
            },
            format!("write a number from 0 to {MAX_DATABASE}, e.g. `redis://127.0.0.1:6379/0`"),
        )),
    }
}

/// Parses the path of a socket in a URL.
pub(super) fn socket(raw: &str) -> Result<String, Problem> {
    let legal = |c: char| c.is_ascii_graphic() && !"[]@\\<>{}\"^`|".contains(c);
    if !raw.chars().all(legal) {
        return Err(Problem::new(
            Code::URL_SOCKET,
            "the path of the socket holds a character that must be percent-encoded",
            "write ` ` as `%20`, `@` as `%40`, `é` as `%C3%A9`",
        ));
    }
    let path = percent::decode(raw, "the path of the socket")?;
    if path.ends_with(':') {
        // `unix:///a:`: the `url` crate reads it as a Windows drive, and the `redis` crate then opens `/a:/`.
        return Err(Problem::new(
            Code::URL_SOCKET,
            "the path of the socket ends with `:`",
            "give the socket a name that does not, e.g. `/run/redis/redis.sock`",
        ));
    }
    socket_path(&path)
        .map_err(|fault| Problem::new(Code::URL_SOCKET, fault.message(), fault.help()))?;
    Ok(path)
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
    let (message, help): (&[&str], _) = if bytes::starts_with(bytes, b"~/") {
        (
            &["nothing replaces the `~` of the path: only a shell does"],
            "write the absolute path, e.g. `/run/redis/redis.sock`",
        )
    } else if !bytes::starts_with(bytes, b"/") {
        (
            &["the path of the socket is not absolute"],
            "start it with `/`, e.g. `/run/redis/redis.sock`",
        )
    } else if bytes.len() > MAX_SOCKET_PATH {
        (
            &[
                "the path of the socket is longer than ",
                limit.text(),
                " bytes, the limit of the system",
            ],
            "use a shorter path, e.g. `/run/redis/redis.sock`",
        )
    } else if !straight {
        (
            &["the path of the socket has an empty part, `.` or `..`"],
            "write it straight, e.g. `/run/redis/redis.sock`",
        )
    } else {
        return Ok(());
    };
    Err(Fault::new(Code::PATH, message, &[help]))
}
