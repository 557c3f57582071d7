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
#[path = "job_attributes.rs"]
mod derived;
#[path = "resource_use.rs"]
mod endurance;
#[path = "job_failures.rs"]
mod failures;
mod fixture;
mod leases;
mod lifecycle;
mod switch;
#[path = "server_failures.rs"]
mod trouble;
