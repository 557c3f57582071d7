//! The normal form that every definition resolves to.

mod client;
#[path = "settings.rs"]
mod resolved;
mod tls;

pub use redis_config_rules::draft::{Endpoint, Protocol, ReadFrom};
pub use redis_config_rules::hosts::AllowedHost;
pub use resolved::Settings;
pub use tls::{Pem, Tls};
