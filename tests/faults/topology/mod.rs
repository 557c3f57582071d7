//! Faults of Sentinel sets and clusters.
//!
//! `fixture` starts a Sentinel set. `sentinel` and `cluster` are the place to start; `failover_load` fails over under load,
//! `lagging_replica` promotes a replica that lacks the last writes.

mod cluster;
mod failover_load;
mod fixture;
mod lagging_replica;
mod sentinel;
