//! Whole systems under faults.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends here, and a run says what it checked"
)]

mod answers;
mod canary;
mod cluster;
mod crash;
mod cut;
mod evicted;
mod flush;
mod freeze;
mod lagging;
mod limits;
mod link;
mod moves;
mod names;
mod proxy;
mod readme;
mod requests;
mod rig;
mod says;
mod scripts;
mod sentinel;
mod slices;
mod storm;
mod unblocked;
mod zombie;
