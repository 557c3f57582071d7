//! Queues on real servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod acl;
mod basics;
mod cluster;
mod derived;
mod endurance;
mod failures;
mod fixture;
mod leases;
mod lifecycle;
mod switch;
mod trouble;
