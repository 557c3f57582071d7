//! Sockets with one user: for sessions, and for commands that block.
//!
//! * [`dedicated`]: `Dedicated`, the public type; it keeps its socket, and knows whether the session holds state
//! * [`blocking`]: blocking commands of a shared connection, each on a socket from the pool; and `PendingRequest`, a request
//!   with the rest of its block time
//! * [`checkout`]: `PooledSocket`, a dedicated socket in use; the idle ones are in the pool of the node
//! * [`cluster_blocking`]: the node of a request that is sent whole, on one socket, in a cluster
//!
//! May import `node`, `cluster` and `instance`, not `shared`. Start reading at [`checkout::PooledSocket::send`], then
//! [`blocking::run_blocking`].

pub(crate) mod blocking;
pub(crate) mod checkout;
pub(crate) mod cluster_blocking;
pub(crate) mod dedicated;
