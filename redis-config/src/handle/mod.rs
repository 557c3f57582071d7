//! The typed handle of an instance, its connections, and the tasks that keep them alive.
//!
//! * [`handle`], [`follow_sources`]: `Handle`, the public entry point, and switches that follow the sources of a configuration
//! * [`shared`], [`dedicated`], [`subscriber`]: the three kinds of connections
//! * [`instance`]: the current configuration, and the switch to another one
//! * [`cluster`]: routing to several nodes; [`node`]: the sockets to one server
//! * [`request`]: one command or a pipeline, as all of these send it
//! * [`state`], [`state_publisher`], [`health`], [`command_error`], [`drain`]: what the callers see, and how sockets end
//!
//! A command passes `Handle` or `Connection` → `shared` → (`cluster` →) `node` → `connect::socket`.
//!
//! Imports go from left to right only: state, drain, command_error, health, state_publisher, request ← node ← cluster ←
//! instance ← dedicated, shared, subscriber ← handle, follow_sources. Start reading at [`shared::conn`], then [`node::supervisor`].

pub(crate) mod cluster;
pub(crate) mod command_error;
pub(crate) mod dedicated;
pub(crate) mod drain;
pub(crate) mod follow_sources;
pub(crate) mod handle;
pub(crate) mod health;
pub(crate) mod instance;
pub(crate) mod node;
pub(crate) mod request;
pub(crate) mod shared;
pub(crate) mod state;
pub(crate) mod state_publisher;
pub(crate) mod subscriber;
