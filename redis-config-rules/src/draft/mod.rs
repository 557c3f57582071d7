//! A whole definition, checked at once: what holds between several settings.

mod build;
mod check;
mod entry;
mod normal;
#[cfg(test)]
mod tests;

pub use entry::{Draft, Found, Known};
pub use normal::Normal;

pub use crate::endpoint::Endpoint;
pub use crate::protocol::Protocol;
pub use crate::topology::Topology;
