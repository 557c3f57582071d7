//! The normal form that every definition resolves to.

pub(crate) mod client;
#[cfg(feature = "cluster-client")]
pub(crate) mod cluster;
#[cfg(feature = "sentinel-client")]
pub(crate) mod sentinel;
pub(crate) mod settings;
pub(crate) mod tls;

pub use redis_config_rules::allowed_hosts::AllowedHost;
pub use redis_config_rules::{Endpoint, Protocol, ReadFrom};
