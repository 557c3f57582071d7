//! The code that the integration tests share: a fault proxy, a secret canary, a capture of all events, and seeded random numbers.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the counts of a test are for people to read"
)]

pub mod canary;
pub mod cargo;
pub mod documented_acl;
pub mod events;
pub mod fixture;
pub mod poll;
pub mod proxy;
pub mod random;
pub mod soak;
