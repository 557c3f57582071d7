//! The scripts on a real server.

mod bench;
mod model;
mod push;
mod states;
mod steps;
