//! What a server sends without being asked.

use redis::{PushKind, Value};

/// The kind of a push by the name that the server gives it.
pub(crate) fn push_kind(name: String) -> PushKind {
    match name.as_str() {
        "invalidate" => PushKind::Invalidate,
        "message" => PushKind::Message,
        "pmessage" => PushKind::PMessage,
        "smessage" => PushKind::SMessage,
        "unsubscribe" => PushKind::Unsubscribe,
        "punsubscribe" => PushKind::PUnsubscribe,
        "sunsubscribe" => PushKind::SUnsubscribe,
        "subscribe" => PushKind::Subscribe,
        "psubscribe" => PushKind::PSubscribe,
        "ssubscribe" => PushKind::SSubscribe,
        _ => PushKind::Other(name),
    }
}

/// A message or a confirmation in RESP2, where it is a list.
pub(crate) fn resp2_push(mut items: Vec<Value>) -> Result<(PushKind, Vec<Value>), Vec<Value>> {
    let kind = match items.first() {
        Some(Value::BulkString(name)) => push_kind(String::from_utf8_lossy(name).into_owned()),
        _ => return Err(items),
    };
    match kind {
        PushKind::Other(_) => Err(items),
        kind => {
            items.remove(0);
            Ok((kind, items))
        }
    }
}
