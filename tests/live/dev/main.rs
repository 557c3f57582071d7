//! Private servers: they start, do what they are told, and are never left behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod acl;
mod cluster;
mod life;
mod missing;
mod orphan;
mod password;
mod sentinel;
mod tls;
