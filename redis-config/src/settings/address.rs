//! How an instance is named in messages.

use redis_config_rules::draft::{Endpoint, Normal};

/// The address of an instance without any secret: `redis://***@127.0.0.1:6379/1`.
pub(super) fn address(normal: &Normal) -> String {
    let credentials = normal.username.is_some() || normal.password.is_some();
    let user_info = if credentials { "***@" } else { "" };
    let database = normal.database;
    match normal.endpoints.first() {
        Some(Endpoint::Tcp { host, port }) if host.contains(':') => {
            format!("redis://{user_info}[{host}]:{port}/{database}")
        }
        Some(Endpoint::Tcp { host, port }) => {
            format!("redis://{user_info}{host}:{port}/{database}")
        }
        Some(Endpoint::Unix { path }) => {
            let pass = if credentials { "&pass=***" } else { "" };
            format!("unix://{path}?db={database}{pass}")
        }
        None => String::new(),
    }
}
