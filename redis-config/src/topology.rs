//! The declared topology of a definition, as a type.

use redis_config_rules::Topology as TopologyKind;

mod sealed {
    pub trait Sealed {}
}

/// The topology of an instance, as a type: [`RedisConfig::Topology`](crate::RedisConfig::Topology).
///
/// `#[redis(topology = cluster)]` makes it [`Cluster`]; without the key it is [`Standalone`].
///
/// ```
/// use redis_config::topology::{Cluster, Topology};
/// use redis_config::{RedisConfig, TopologyKind};
///
/// #[derive(Clone, RedisConfig)]
/// #[redis(topology = cluster)]
/// struct EventsRedis {
///     nodes: Vec<String>,
/// }
///
/// fn only_for_clusters<C: RedisConfig<Topology = Cluster>>() -> TopologyKind {
///     C::Topology::TOPOLOGY
/// }
/// assert_eq!(only_for_clusters::<EventsRedis>(), TopologyKind::Cluster);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a topology of Redis",
    label = "not a topology",
    note = "write `Standalone`, `Sentinel`, `Cluster` or `Auto` of `redis_config::topology`"
)]
pub trait Topology: sealed::Sealed + Send + Sync + 'static {
    /// The topology as a value.
    const TOPOLOGY: TopologyKind;
}

/// A topology with hash slots: [`Cluster`], and [`Auto`], which may turn out to be one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cluster: it has no slots",
    label = "not a cluster",
    note = "declare `#[redis(topology = cluster)]`, or `auto`, on the definition"
)]
pub trait HasSlots: Topology {}

impl HasSlots for Cluster {}
impl HasSlots for Auto {}

/// A topology with sentinels: [`Sentinel`], and [`Auto`], which may turn out to be one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not watched by sentinels: nobody names its primary",
    label = "not watched by sentinels",
    note = "declare `#[redis(topology = sentinel, master = \"...\")]`, or `auto`, on the definition"
)]
pub trait HasSentinels: Topology {}

impl HasSentinels for Sentinel {}
impl HasSentinels for Auto {}

macro_rules! topologies {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl sealed::Sealed for $name {}
        impl Topology for $name {
            const TOPOLOGY: TopologyKind = TopologyKind::$name;
        }
    )+};
}

topologies! {
    /// One server.
    Standalone;
    /// A primary, its replicas and sentinels.
    Sentinel;
    /// A cluster of shards.
    Cluster;
    /// Whatever the server reports at the first connection.
    Auto;
}
