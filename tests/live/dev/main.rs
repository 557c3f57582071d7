//! Private servers: they start, do what they are told, and are never left behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod acl;
mod cluster;
#[path = "lifecycle.rs"]
mod life;
#[path = "missing_binary.rs"]
mod missing;
#[path = "orphaned_servers.rs"]
mod orphan;
mod password;
mod sentinel;
mod tls;
