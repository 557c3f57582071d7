//! Where values come from.

mod environment;
mod file;
mod group;
mod parts;
mod resolve;
mod sanitise;
mod sources;
mod stray;

pub use sources::Sources;
