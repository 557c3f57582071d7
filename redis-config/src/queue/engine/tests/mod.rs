//! The scripts on a real server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

#[path = "rig.rs"]
mod bench;
mod model;
mod push;
mod states;
mod steps;
