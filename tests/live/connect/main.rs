//! Handles on real servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]

mod acl;
mod clients;
mod cluster;
mod commands;
mod credentials;
mod fixture;
mod recovery;
mod sentinel;
mod subscriber;
mod switch;
mod tls;
mod topology;
