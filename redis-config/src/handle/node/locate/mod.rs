//! handle::node::locate

pub(crate) mod cluster_node;
pub(crate) mod cluster_seeds;
pub(crate) mod locator;
pub(crate) mod sentinel_primary;
pub(crate) mod sentinel_replica;
