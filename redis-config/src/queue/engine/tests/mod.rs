//! The scripts on a real server.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]

mod model;
mod push;
mod rig;
mod states;
mod steps;
