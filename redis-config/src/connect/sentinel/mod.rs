//! Asks the sentinels where the data is: the primary, its replicas, and when that changes.

#[path = "reply.rs"]
mod answer;
#[path = "candidates.rs"]
mod candidate;
#[path = "sentinels.rs"]
mod directory;
#[path = "pubsub.rs"]
mod ear;
#[path = "resolve_primary.rs"]
mod locate;
#[path = "client.rs"]
mod post;
#[path = "resolve_replicas.rs"]
mod replicas;
#[path = "error.rs"]
mod trouble;
#[path = "monitor.rs"]
mod watch;

pub(crate) use directory::{Announced, Directory};
pub(crate) use watch::watch;
