//! Asks the sentinels where the data is: the primary, its replicas, and when that changes.

mod answer;
mod candidate;
mod directory;
mod ear;
mod locate;
mod post;
mod replicas;
mod trouble;
mod watch;

pub(crate) use directory::{Announced, Directory};
pub(crate) use watch::watch;
