// An optional setting does not conflict, and may provide what is missing.
#![deny(warnings)]

use redis_config::{RedisConfig, Secret};

/// Either of the two.
#[derive(Clone, Debug, RedisConfig)]
pub struct EitherRedis {
    pub url: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
}

/// A user, perhaps with a password.
#[derive(Clone, Debug, RedisConfig)]
#[redis(socket = "/run/redis/redis.sock")]
pub struct UserRedis {
    pub username: String,
    pub password: Option<Secret>,
}

/// The whole address is a secret.
#[derive(Clone, Debug, RedisConfig)]
pub struct HiddenRedis {
    pub url: Secret,
}

fn main() {}
