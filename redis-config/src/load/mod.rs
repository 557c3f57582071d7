//! Where values come from.

mod environment;
mod file;
mod generic;
mod group;
mod parts;
mod resolve;
mod sanitise;
mod sources;
mod spring;
mod stray;

pub use sources::Sources;
pub(crate) use spring::{SecretOrigin, Spring};
