//! What an instance is: topology, endpoints, protocol.

mod endpoint;
mod protocol;
mod read_from;
mod topology;

pub use endpoint::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint};
pub use protocol::Protocol;
pub use read_from::ReadFrom;
pub use topology::Topology;
