//! Asks the sentinels where the data is: the primary, its replicas, and when that changes.

pub(crate) mod candidates;
pub(crate) mod client;
pub(crate) mod error;
pub(crate) mod monitor;
pub(crate) mod pubsub;
pub(crate) mod reply;
pub(crate) mod resolve_primary;
pub(crate) mod resolve_replicas;
pub(crate) mod sentinels;
