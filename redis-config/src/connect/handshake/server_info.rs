//! What a server says of itself in answer to `HELLO`.

use redis::Value;

/// A server's own description; every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerInfo {
    pub(crate) server: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) role: Option<String>,
    /// The server's name for this connection.
    pub(crate) id: Option<i64>,
}

impl ServerInfo {
    /// Reads the answer of either protocol version: a map, or a flat list of keys and values.
    pub(crate) fn read(answer: &Value) -> Self {
        let mut greeting = Self::default();
        match answer {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    greeting.note(key, value);
                }
            }
            Value::Array(items) => {
                for pair in items.chunks_exact(2) {
                    greeting.note(&pair[0], &pair[1]);
                }
            }
            _ => {}
        }
        greeting
    }

    /// The mode in the answer to `INFO server`.
    pub(crate) fn read_mode(answer: Value) -> Option<String> {
        let text: String = redis::from_redis_value(answer).ok()?;
        let mode = text
            .lines()
            .find_map(|line| line.strip_prefix("redis_mode:"))?;
        Some(mode.trim().to_owned())
    }

    /// The role in the answer to `ROLE`.
    pub(crate) fn read_role(answer: &Value) -> Option<String> {
        match answer {
            Value::Array(items) => items.first().and_then(text),
            _ => None,
        }
    }

    fn note(&mut self, key: &Value, value: &Value) {
        let slot = match text(key).as_deref() {
            Some("server") => &mut self.server,
            Some("version") => &mut self.version,
            Some("mode") => &mut self.mode,
            Some("role") => &mut self.role,
            Some("id") => {
                if let Value::Int(id) = value {
                    self.id = Some(*id);
                }
                return;
            }
            _ => return,
        };
        *slot = text(value);
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_protocol_versions_read_alike() {
        let key = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let flat = Value::Array(vec![
            key("mode"),
            key("cluster"),
            key("proto"),
            Value::Int(2),
        ]);
        let map = Value::Map(vec![
            (key("proto"), Value::Int(3)),
            (key("mode"), Value::SimpleString("cluster".into())),
        ]);
        assert_eq!(ServerInfo::read(&flat), ServerInfo::read(&map));
        assert_eq!(ServerInfo::read(&map).mode.as_deref(), Some("cluster"));
        assert_eq!(ServerInfo::read(&Value::Nil), ServerInfo::default());
    }
}
