//! Platforms that write the connection strings of .NET.

pub(crate) mod aspire;
pub(crate) mod azure;
pub(crate) mod connection_string;
