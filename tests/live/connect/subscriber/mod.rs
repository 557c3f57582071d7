//! Subscribers on real servers.
//!
//! `messages` is the place to start. `gaps` tests each event after which messages may be missing, `topologies` Sentinel
//! sets and clusters.

mod fixture;
mod gaps;
mod messages;
mod topologies;
