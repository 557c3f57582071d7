//! The declared topology of a definition, as a type.

mod sealed {
    pub trait Sealed {}
}

/// How an instance is built up, as a type: [`RedisConfig::Topology`](crate::RedisConfig::Topology).
pub trait Topology: sealed::Sealed + Send + Sync + 'static {
    /// The topology as a value.
    const TOPOLOGY: redis_config_rules::draft::Topology;
}

/// One server.
#[derive(Clone, Copy, Debug)]
pub struct Standalone;

impl sealed::Sealed for Standalone {}
impl Topology for Standalone {
    const TOPOLOGY: redis_config_rules::draft::Topology =
        redis_config_rules::draft::Topology::Standalone;
}
