//! The checked settings of an instance.
//!
//! * `settings`: [`Settings`](settings::Settings), a thin layer over `ResolvedSettings` of the rules; start here. A new
//!   setting is a row of the rules' table, an entry of their `options!`, and an accessor here
//! * `tls`: certificates and keys
//! * `client`, `cluster`, `sentinel`: clients of the `redis` crate with these settings
//!
//! Imports `secret` and `credentials`. Everything that connects imports this module.

pub(crate) mod client;
#[cfg(feature = "cluster-client")]
pub(crate) mod cluster;
#[cfg(feature = "sentinel-client")]
pub(crate) mod sentinel;
pub(crate) mod settings;
pub(crate) mod tls;

pub use redis_config_rules::allowed_hosts::AllowedHost;
pub use redis_config_rules::{Endpoint, Protocol, ReadFrom};
