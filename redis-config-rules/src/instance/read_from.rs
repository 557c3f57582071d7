//! Which server answers commands that only read.

/// Which server answers commands that only read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadFrom {
    /// The primary: every read sees every write before it.
    #[default]
    Primary,
    /// A replica, or the primary while there is none: a read may miss the last writes.
    Replica,
}

impl ReadFrom {
    /// The words that stand for them, in the order of the variants.
    pub const KEYS: &'static [&'static str] = &["primary", "replica"];

    /// The word that stands for it: `primary`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Replica => "replica",
        }
    }

    /// What `key` stands for.
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
