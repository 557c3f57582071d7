//! Reads replies that differ between protocol versions, and the text of `INFO`.

use redis::{Value, from_redis_value_ref};

/// The text of a string in any of its forms.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.clone()),
        _ => None,
    }
}

/// The pairs of a map, which is a flat list of keys and values in RESP2. Keys that are not text are left out.
pub(crate) fn pairs(reply: &Value) -> Vec<(String, &Value)> {
    let pair = |key, value| Some((text(key)?, value));
    match reply {
        Value::Map(pairs) => pairs.iter().filter_map(|(k, v)| pair(k, v)).collect(),
        Value::Array(items) => {
            let chunks = items.chunks_exact(2);
            chunks.filter_map(|kv| pair(&kv[0], &kv[1])).collect()
        }
        _ => Vec::new(),
    }
}

/// The reply to `INFO` or `CLUSTER INFO`. Empty if the user may not run the command.
#[derive(Debug)]
pub(crate) struct Info(pub(crate) String);

impl Info {
    pub(crate) fn read(reply: &Value) -> Self {
        Self(from_redis_value_ref(reply).unwrap_or_default())
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut lines = self.0.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.map(str::trim)
    }

    /// The `maxmemory-policy`, if the server may evict keys that have no expiry.
    ///
    /// The policies `volatile-*` are fine: they evict keys with an expiry only.
    pub(crate) fn evicting_policy(&self) -> Option<&str> {
        let policy = self.get("maxmemory_policy")?;
        policy.starts_with("allkeys").then_some(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_and_a_flat_list_read_alike() {
        let key = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let flat = Value::Array(vec![key("mode"), key("cluster"), Value::Nil, Value::Int(2)]);
        let map = Value::Map(vec![
            (Value::Nil, Value::Int(2)),
            (Value::SimpleString("mode".into()), key("cluster")),
        ]);
        assert_eq!(pairs(&flat), pairs(&map));
        assert_eq!(pairs(&map), [("mode".to_owned(), &key("cluster"))]);
        assert_eq!(pairs(&Value::Nil), []);
    }

    #[test]
    fn info_fields_are_found_by_their_whole_name() {
        let text = "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\nempty:\r\n";
        let info = Info::read(&Value::BulkString(text.into()));
        assert_eq!(info.get("maxmemory"), Some("0"));
        assert_eq!(info.get("max"), None);
        assert_eq!(info.get("empty"), Some(""));
        assert_eq!(info.evicting_policy(), Some("allkeys-lru"));
        let other = "maxmemory_policy:volatile-lru\r\n";
        let info = Info::read(&Value::BulkString(other.into()));
        assert_eq!(info.evicting_policy(), None);
        assert_eq!(Info::read(&Value::Nil).evicting_policy(), None);
    }
}
