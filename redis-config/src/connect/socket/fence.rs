//! The driver's own `PING`.

use redis::Value;

/// The driver's own `PING`: its reply must be `PONG`.
///
/// Nothing in the protocol connects a reply to its command. If a server sends one reply too many, or drops one
/// (redis/redis#15640), every later caller gets the reply to another command. A reply too many is noticed when no command
/// awaits one, a missing reply when it is overdue. Under load neither happens, so one fence per second is sent then.
#[derive(Debug, Default)]
pub(super) struct Fence {
    pub(super) wanted: bool,
    pub(super) in_flight: bool,
    /// The tick of the last one.
    pub(super) last: u64,
}

/// Whether this can be the reply to a `PING`: `PONG`, or an error. On a RESP2 socket with subscriptions it is a list.
pub(super) fn is_pong(reply: &Value) -> bool {
    let pong = |value: &Value| match value {
        Value::SimpleString(text) => text == "PONG",
        Value::BulkString(bytes) => bytes.eq_ignore_ascii_case(b"PONG"),
        _ => false,
    };
    match reply {
        Value::ServerError(_) => true,
        Value::Array(items) => items.first().is_some_and(pong),
        other => pong(other),
    }
}
