//! What the integration tests share: a fault proxy, a secret canary, a capture of all events, and numbers drawn from a seed.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a test counted is for people to read"
)]

pub mod canary;
pub mod documented_acl;
pub mod events;
pub mod fixture;
pub mod poll;
pub mod proxy;
pub mod random;
pub mod soak;
