//! Whole systems under faults.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot continue ends here, and a run prints its counts"
)]

mod canary;
mod fixture;
mod network;
mod readme;
mod server;
mod topology;
mod workers;
