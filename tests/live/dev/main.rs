//! Private servers: they start, do what they are told, and are never left behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod acl;
mod cluster;
mod lifecycle;
mod missing_binary;
mod orphaned_servers;
mod password;
mod sentinel;
mod tls;
