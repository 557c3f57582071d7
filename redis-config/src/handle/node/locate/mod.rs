//! Locators: which server the next socket of a node goes to.
//!
//! * [`locator`]: the enum over all of them; the only type that the rest of `node` uses
//! * [`open_request`]: the parameters of one attempt
//! * [`relocation`]: why a node should look for its server again
//! * [`sentinel_primary`], [`sentinel_replica`]: servers that the sentinels announce
//! * [`cluster_seeds`], [`cluster_node`]: a way into a cluster, and one node of it by address
//!
//! A locator chooses and opens; it keeps no socket. The supervisor of the node decides when to ask it.
//!
//! May import: `connect`, and `readonly_recheck` of `node`. Start reading at [`locator::Locator`].

pub(crate) mod cluster_node;
pub(crate) mod cluster_seeds;
pub(crate) mod locator;
pub(crate) mod open_request;
pub(crate) mod relocation;
pub(crate) mod sentinel_primary;
pub(crate) mod sentinel_replica;
