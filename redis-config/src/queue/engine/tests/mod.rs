//! The scripts on a real server.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod model;
mod push;
mod rig;
mod states;
mod steps;
