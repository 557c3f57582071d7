//! The vocabulary of an instance: topology, endpoints, protocol and the server that reads go to.
//!
//! Plain enums without rules. Each has `key`, its spelling in a definition, and `from_key`. Imports nothing.

mod endpoint;
mod protocol;
mod read_from;
mod topology;

pub use endpoint::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint};
pub use protocol::Protocol;
pub use read_from::ReadFrom;
pub use topology::Topology;
