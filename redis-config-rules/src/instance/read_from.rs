//! The server that read-only commands go to.

/// The server that read-only commands go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadFrom {
    /// The primary. Every read sees all earlier writes.
    #[default]
    Primary,
    /// A replica, or the primary if there is none. A read may miss the latest writes.
    Replica,
}

impl ReadFrom {
    /// The spellings, in the order of the variants.
    pub const KEYS: &'static [&'static str] = &["primary", "replica"];

    /// Its spelling: `primary`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Replica => "replica",
        }
    }

    /// The variant with this spelling.
    ///
    /// ```
    /// use redis_config_rules::ReadFrom;
    ///
    /// assert_eq!(ReadFrom::from_key("replica"), Some(ReadFrom::Replica));
    /// assert_eq!(ReadFrom::from_key("slave"), None);
    /// ```
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "primary" => Some(Self::Primary),
            "replica" => Some(Self::Replica),
            _ => None,
        }
    }
}
