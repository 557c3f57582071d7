//! Instances behind Sentinel.
//!
//! `fixture` has the definition. `primary` is the place to start: how the primary is found and followed.
//! `announced_failover` tests the notification by Pub/Sub, `replica` tests `read_from`, `switch` a switch between two sets.

mod announced_failover;
mod fixture;
mod primary;
mod replica;
mod switch;
