//! One Redis server of an instance, and the sockets to it.
//!
//! * [`node`]: the server with its shared sockets, its dedicated ones and its state
//! * [`supervisor`]: the task that opens the shared sockets and reopens lost ones; [`maintenance`] is its part while all
//!   are up (relocation, replacement of old sockets), [`reauth`] its part for changed credentials
//! * [`shared_socket`]: a multiplexed socket with its epoch; [`bound_socket`] is the caller's end of it
//! * [`dedicated_pool`]: idle dedicated sockets, and the blocking commands that wait on those in use
//! * [`locate`]: which server the next socket goes to
//! * [`server_condition_log`], [`readonly_recheck`]: reactions to error replies that describe the server
//!
//! Only the supervisor makes attempts to connect; callers wait for its sockets. So an outage costs the server the same
//! number of attempts whatever the number of callers.
//!
//! May import: `command`, `connect`, and from `handle` only `state`, `state_publisher` and `drain`. Start reading at
//! [`node::Node`].

pub(crate) mod bound_socket;
pub(crate) mod dedicated_pool;
pub(crate) mod locate;
pub(crate) mod maintenance;
pub(crate) mod node;
pub(crate) mod readonly_recheck;
pub(crate) mod reauth;
pub(crate) mod server_condition_log;
pub(crate) mod shared_socket;
pub(crate) mod supervisor;
