//! Private servers: they start, work as configured, and are never left behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]

mod acl;
mod cluster;
mod lifecycle;
mod missing_binary;
mod orphaned_servers;
mod password;
mod sentinel;
mod tls;
