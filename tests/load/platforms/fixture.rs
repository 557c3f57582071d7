//! The definitions that these tests load.

use redis_config::{RedisConfig, Secret};

use crate::fixture::load;

/// Selects what names `jobs`.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
pub struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub database: Option<u32>,
}

/// Takes what names no instance.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "any", env = "ANY_REDIS", fallback)]
pub struct Any {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub database: Option<u32>,
}

/// The address of [`Jobs`] or [`Any`] if nothing is found.
pub const DEFAULT: &str = "redis://127.0.0.1:6379/1";

/// The address, and user name and password if there are some.
pub fn seen<C: RedisConfig>(variables: &[(&str, &str)]) -> String {
    let settings = load::<C>(variables).unwrap().settings().unwrap();
    let mut seen = settings.address().to_owned();
    if let Some(password) = settings.password() {
        let username = settings.username().unwrap_or_default();
        seen += &format!(" {username}:{}", password.expose());
    }
    seen
}
