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

#[path = "documented_acl.rs"]
pub mod acl;
pub mod canary;
#[path = "fixture/crash_jobs.rs"]
pub mod crash;
pub mod events;
#[path = "fixture/worker_fleet.rs"]
pub mod fleet;
#[path = "fixture/controlled_client.rs"]
pub mod led;
pub mod poll;
#[path = "proxy/server.rs"]
pub mod proxy;
pub mod random;
#[path = "fixture/job_record.rs"]
pub mod record;
#[path = "soak/definition.rs"]
pub mod soak;
