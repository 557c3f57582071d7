//! The vocabulary of an instance: topology, endpoints, protocol and the server that reads go to.
//!
//! Plain enums without rules, each with `key`, its spelling in a definition, and `from_key`; and which hosts are this machine.
//! Imports `bytes`.

mod endpoint;
mod loopback;
mod protocol;
mod read_from;
mod topology;

pub use endpoint::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint};
pub use loopback::is_loopback;
pub use protocol::Protocol;
pub use read_from::ReadFrom;
pub use topology::Topology;
