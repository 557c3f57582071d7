//! A cluster behind one handle: a node for each of its servers, a map of the slots, and the way of a command.
//!
//! Every node is the same as that of a single server, with its own sockets and its own supervisor. What was written is never
//! sent again here, either: only what a node has refused to carry out is, and what was not written.

pub(crate) mod bindings;
pub(crate) mod cluster;
pub(crate) mod context;
pub(crate) mod dispatch;
pub(crate) mod lifecycle;
pub(crate) mod node_batch;
pub(crate) mod routed;
pub(crate) mod router;
pub(crate) mod routing_table;
pub(crate) mod topology_refresh;
pub(crate) mod transaction;
