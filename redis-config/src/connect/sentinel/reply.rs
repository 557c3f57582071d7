//! Reads the replies of sentinels.

use redis::Value;

use crate::connect::reply;
use crate::settings::Endpoint;

/// One server as a sentinel describes it: names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry(Vec<(String, String)>);

impl Entry {
    pub(crate) fn read(reply: &Value) -> Self {
        let pairs = reply::pairs(reply).into_iter();
        Self(
            pairs
                .filter_map(|(key, value)| Some((key, text(value)?)))
                .collect(),
        )
    }

    /// Reads a list of entries.
    pub(crate) fn read_all(reply: &Value) -> Vec<Self> {
        match reply {
            Value::Array(items) => items.iter().map(Self::read).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// Where the server listens, as the sentinel sees it.
    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        tcp(self.get("ip")?, self.get("port")?)
    }

    /// Whether a sentinel considers the server down or has lost it.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.is_flagged(&["s_down", "o_down", "disconnected"])
    }

    /// Whether it has one of these flags.
    pub(crate) fn is_flagged(&self, any: &[&str]) -> bool {
        let flags = self.get("flags").unwrap_or_default();
        flags.split(',').any(|flag| any.contains(&flag))
    }
}

/// The address in the reply to `SENTINEL GET-MASTER-ADDR-BY-NAME`.
pub(crate) fn address(reply: &Value) -> Option<Endpoint> {
    match reply {
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
        Value::Int(number) => Some(number.to_string()),
        value => reply::text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Value {
        let bulk = |word: &&str| Value::BulkString(word.as_bytes().to_vec());
        Value::Array(words.iter().map(bulk).collect())
    }

    #[test]
    fn only_a_host_and_a_port_are_an_address() {
        let read = |parts: &[&str]| address(&words(parts));
        assert_eq!(read(&["::1", "6379"]).unwrap().to_string(), "[::1]:6379");
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
    fn an_entry_has_flags_an_endpoint_and_numbers() {
        let entry = Entry::read(&words(&["ip", "h", "port", "1", "flags", "slave,s_down"]));
        assert!(entry.is_flagged(&["o_down", "s_down"]));
        assert!(!entry.is_flagged(&["down"]));
        assert_eq!(entry.endpoint().unwrap().to_string(), "h:1");
        assert_eq!(entry.number::<u16>("port"), Some(1));
    }
}
