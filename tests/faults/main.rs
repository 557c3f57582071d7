//! Whole systems under faults.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends here, and a run says what it checked"
)]

mod canary;
mod fixture;
mod network;
mod readme;
mod server;
mod topology;
mod workers;
