//! A Redis Cluster: its nodes, the routing table, and the path of a command through them.
//!
//! [`cluster::Cluster`] has one `Node` for each server, of the same kind as for a single server, and the `RoutingTable` in
//! force. `lifecycle` connects, retires and closes it; `topology_refresh` is the task that keeps the table up to date.
//!
//! A request comes in through `dispatch`. It splits a command whose keys are in several slots, and hands the parts to
//! `router`, which sends one `node_batch` to each node and follows redirects until each command has a reply. `transaction`
//! does the same for `MULTI`. `redirects` is the only place that reacts to `MOVED`, `ASK`, `TRYAGAIN` and `CLUSTERDOWN`.
//! `bindings` holds the shared sockets that one caller uses.
//!
//! The guarantee of the whole library applies here too: a command is sent again only if a node refused to run it, or if
//! nothing of it was written.
//!
//! Imports `command`, `connect` and `handle::node`, and nothing of `instance`, `shared` or `dedicated`. Start reading at
//! `dispatch::one`.

pub(crate) mod bindings;
pub(crate) mod cluster;
pub(crate) mod context;
pub(crate) mod dispatch;
pub(crate) mod lifecycle;
pub(crate) mod node_batch;
pub(crate) mod redirects;
pub(crate) mod routed;
pub(crate) mod routed_command;
pub(crate) mod router;
pub(crate) mod routing_table;
pub(crate) mod topology_refresh;
pub(crate) mod transaction;
