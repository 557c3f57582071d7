//! The normal form that every definition resolves to.

mod resolved;

pub use redis_config_rules::draft::{Endpoint, Protocol};
pub use resolved::Settings;
