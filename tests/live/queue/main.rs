//! Queues on real servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]

mod acl;
mod basics;
mod cluster;
mod fixture;
mod job_attributes;
mod job_failures;
mod leases;
mod lifecycle;
mod resource_use;
mod server_failures;
mod switch;
