//! The typed handle of one instance: connections that share a socket, sockets of one's own, and what keeps them alive.

pub(crate) mod aggregate_state;
pub(crate) mod cluster;
pub(crate) mod command_error;
pub(crate) mod dedicated;
pub(crate) mod follow;
pub(crate) mod handle;
pub(crate) mod health;
pub(crate) mod instance;
pub(crate) mod node;
pub(crate) mod request;
pub(crate) mod shared;
pub(crate) mod state;
pub(crate) mod state_publisher;
pub(crate) mod subscriber;
