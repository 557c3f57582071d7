//! What `diagnose()` prints: each test creates a situation on real servers, and asserts the line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod cluster;
mod connecting;
mod credentials;
mod fixture;
mod group;
mod output;
mod rights;
mod sentinel;
mod server;
mod tls;
mod topology;
