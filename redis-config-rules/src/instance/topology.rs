//! How an instance is built up.

/// How an instance is built up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Topology {
    /// One server.
    #[default]
    Standalone,
    /// A primary that sentinels name.
    Sentinel,
    /// A cluster of shards.
    Cluster,
    /// What the server reports.
    Auto,
}

impl Topology {
    /// Every topology.
    pub const ALL: &'static [Self] = &[Self::Standalone, Self::Sentinel, Self::Cluster, Self::Auto];

    /// The word that stands for it in `topology = ...`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Standalone => "standalone",
            Self::Sentinel => "sentinel",
            Self::Cluster => "cluster",
            Self::Auto => "auto",
        }
    }

    /// As it is written, for messages: it need not be, where it is the default.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Standalone => "`topology = standalone`, the default",
            Self::Sentinel => "`topology = sentinel`",
            Self::Cluster => "`topology = cluster`",
            Self::Auto => "`topology = auto`",
        }
    }

    /// The topology that `key` stands for.
    ///
    /// ```
    /// use redis_config_rules::Topology;
    ///
    /// assert_eq!(Topology::from_key("cluster"), Some(Topology::Cluster));
    /// assert_eq!(Topology::from_key("Cluster"), None);
    /// ```
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.key() == key)
    }
}
