//! redis-config
#[doc(hidden)]
pub mod __private;
pub mod check;
pub mod config;
mod connect;
#[cfg(feature = "dev-server")]
pub mod dev;
pub mod error;
pub mod group;
pub mod handle;
pub mod load;
pub mod queue;
pub mod settings;
pub mod topology;
pub mod value;

pub use check::{Invalid, Origin, Violation};
pub use config::RedisConfig;
pub use error::{ConnectError, ConnectErrorKind};
pub use group::ConnectionsError;
pub use handle::{Connection, Dedicated, Handle};
pub use load::Sources;
pub use redis;
pub use redis_config_derive::{RedisConfig, RedisConnections};
pub use settings::Settings;

pub use value::{Secret, Value};
