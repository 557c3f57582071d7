//! Handles on real clusters.
//!
//! `fixture` has the definition and starts clusters. `commands` is the place to start: which node gets which command.
//! `seeds` tests discovery, `migration` and `failover` test redirects and promotions, `dedicated` tests blocking commands
//! and dedicated sockets, `switch` and `mixed_load` change the cluster under load.

mod commands;
mod dedicated;
mod failover;
pub(crate) mod fixture;
mod migration;
mod mixed_load;
mod seeds;
mod switch;
