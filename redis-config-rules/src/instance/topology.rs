//! The topologies of an instance.

/// The topology of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Topology {
    /// One server.
    #[default]
    Standalone,
    /// A primary and its replicas, monitored by sentinels.
    Sentinel,
    /// A Redis Cluster.
    Cluster,
    /// Detected from the server's replies.
    Auto,
}

impl Topology {
    /// Every topology.
    pub const ALL: &'static [Self] = &[Self::Standalone, Self::Sentinel, Self::Cluster, Self::Auto];

    /// Its spelling in `topology = ...`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Standalone => "standalone",
            Self::Sentinel => "sentinel",
            Self::Cluster => "cluster",
            Self::Auto => "auto",
        }
    }

    /// The attribute as error messages quote it. The default need not be written.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Standalone => "`topology = standalone`, the default",
            Self::Sentinel => "`topology = sentinel`",
            Self::Cluster => "`topology = cluster`",
            Self::Auto => "`topology = auto`",
        }
    }

    /// The topology with this spelling.
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
