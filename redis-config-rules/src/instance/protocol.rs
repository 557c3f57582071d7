//! RESP versions.

/// Version of the wire protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// RESP2.
    Resp2,
    /// RESP3.
    #[default]
    Resp3,
}

impl Protocol {
    /// The spellings, in the order of the versions.
    pub const KEYS: &'static [&'static str] = &["resp2", "resp3"];

    /// Its spelling: `resp3`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Resp2 => "resp2",
            Self::Resp3 => "resp3",
        }
    }

    /// The version with this spelling.
    ///
    /// ```
    /// use redis_config_rules::Protocol;
    ///
    /// assert_eq!(Protocol::from_key("resp2"), Some(Protocol::Resp2));
    /// assert_eq!(Protocol::from_key("2"), None);
    /// ```
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "resp2" => Some(Self::Resp2),
            "resp3" => Some(Self::Resp3),
            _ => None,
        }
    }
}
