//! A whole definition, checked at once: what holds between several settings.

mod build;
mod check;
#[path = "input.rs"]
mod entry;
#[path = "address.rs"]
mod named;
#[path = "resolved.rs"]
mod normal;
#[cfg(test)]
mod tests;
mod tls;
mod topology;

pub use entry::{Draft, Found, Known};
pub use normal::Normal;
pub use tls::Tls;

pub use crate::endpoint::Endpoint;
pub use crate::protocol::Protocol;
pub use crate::read_from::ReadFrom;
pub use crate::topology::Topology;
