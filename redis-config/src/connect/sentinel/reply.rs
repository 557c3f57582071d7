//! What a sentinel answers, as data.

use redis::Value;

use crate::settings::Endpoint;

/// One server as a sentinel describes it: names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry(Vec<(String, String)>);

impl Entry {
    /// Reads the answer of either protocol version: a map, or a flat list of names and values.
    pub(crate) fn read(answer: &Value) -> Option<Self> {
        let pairs = match answer {
            Value::Map(pairs) => pairs
                .iter()
                .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
                .collect(),
            Value::Array(items) => items
                .chunks_exact(2)
                .filter_map(|pair| Some((text(&pair[0])?, text(&pair[1])?)))
                .collect(),
            _ => return None,
        };
        Some(Self(pairs))
    }

    /// Reads a list of them.
    pub(crate) fn read_all(answer: &Value) -> Vec<Self> {
        match answer {
            Value::Array(items) => items.iter().filter_map(Self::read).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// Where the server listens, as the sentinel sees it.
    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        tcp(self.get("ip")?, self.get("port")?)
    }

    /// Whether one of these words is among its flags.
    pub(crate) fn is_flagged(&self, words: &[&str]) -> bool {
        let flags = self.get("flags").unwrap_or_default();
        flags.split(',').any(|flag| words.contains(&flag))
    }
}

/// The address in the answer to `SENTINEL GET-MASTER-ADDR-BY-NAME`.
pub(crate) fn address(answer: &Value) -> Option<Endpoint> {
    match answer {
        Value::Array(items) => match items.as_slice() {
            [host, port] => tcp(&text(host)?, &text(port)?),
            _ => None,
        },
        _ => None,
    }
}

fn tcp(host: &str, port: &str) -> Option<Endpoint> {
    let port = port.parse().ok().filter(|port| *port != 0)?;
    (!host.is_empty()).then(|| Endpoint::Tcp {
        host: host.to_owned(),
        port,
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<Value> {
        let bulk = |word: &&str| Value::BulkString(word.as_bytes().to_vec());
        words.iter().map(bulk).collect()
    }

    #[test]
    fn an_address_is_read_and_nonsense_is_none() {
        let read = |parts: &[&str]| address(&Value::Array(words(parts)));
        let told = read(&["::1", "6379"]).map(|endpoint| endpoint.to_string());
        assert_eq!(told.as_deref(), Some("[::1]:6379"));
        for nonsense in [
            &["h"][..],
            &["h", "0"],
            &["h", "70000"],
            &["", "1"],
            &["h", "x"],
        ] {
            assert_eq!(read(nonsense), None, "{nonsense:?}");
        }
        assert_eq!(address(&Value::Nil), None);
    }

    #[test]
    fn both_protocol_versions_describe_a_server_alike() {
        let flat = words(&["ip", "h", "port", "1", "flags", "slave,s_down"]);
        let pairs = flat
            .chunks(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()));
        let map = Value::Map(pairs.collect());
        let entry = Entry::read(&Value::Array(flat)).unwrap();
        assert_eq!(Entry::read(&map).as_ref(), Some(&entry));
        assert!(entry.is_flagged(&["o_down", "s_down"]));
        assert!(!entry.is_flagged(&["down"]));
        assert_eq!(entry.endpoint().unwrap().to_string(), "h:1");
        assert_eq!(entry.number::<u16>("port"), Some(1));
    }
}
