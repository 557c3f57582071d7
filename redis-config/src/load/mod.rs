//! Where values come from.

mod environment;
#[path = "../secret/file.rs"]
mod file;
#[path = "fallback/fill.rs"]
mod generic;
#[path = "source_groups.rs"]
mod group;
#[path = "url_edit.rs"]
mod parts;
mod resolve;
#[path = "../secret/sanitise.rs"]
mod sanitise;
mod sources;
#[path = "../secret/source.rs"]
mod spring;
#[path = "unknown_variables.rs"]
mod stray;

pub use sources::Sources;
pub(crate) use spring::{SecretOrigin, Spring};
