//! The definitions that these tests load, and how they are loaded.

use std::net::IpAddr;
use std::time::Duration;

use redis_config::{
    FieldMeta, Invalid, RedisConfig, Role, Secret, Shape, Sources, Value, Violation,
};

/// A field without anything special, for a definition written by hand.
pub const fn field<T: Value>(name: &'static str, role: Role, variable: &'static str) -> FieldMeta {
    FieldMeta {
        name,
        role,
        variable,
        default: None,
        min: None,
        max: None,
        one_of: &[],
        secret: matches!(T::SHAPE, Shape::Secret),
        optional: T::OPTIONAL,
        doc: "",
    }
}

/// The definition of the README.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
pub struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    pub url: String,
    pub password: Option<Secret>,
    #[redis(default = "2s", max = "30s")]
    pub connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    pub worker_concurrency: u16,
}

/// Host and port of their own, and a database with a default.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "parts", env = "PARTS_REDIS", connect_timeout = "3s")]
pub struct Parts {
    pub host: String,
    #[redis(default = 6379)]
    pub port: u16,
    #[redis(default = 4)]
    pub database: u32,
    pub password: Option<Secret>,
}

/// A database with a default beside the URL.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "numbered", env = "NUMBERED_REDIS")]
pub struct Numbered {
    #[redis(default = "redis://127.0.0.1:6379")]
    pub url: String,
    #[redis(default = 4)]
    pub database: u32,
}

/// Everything fixed.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", url = "redis://127.0.0.1:6379/0", key_prefix = "cache")]
pub struct Cache;

/// Values of the application's own, none with a default, and settings under other names.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "own", env = "OWN_REDIS", url = "redis://127.0.0.1:6379/0")]
pub struct Own {
    #[redis(extra)]
    pub listen: IpAddr,
    #[redis(extra, one_of = ["eu", "us", "none"])]
    pub region: String,
    #[redis(extra, one_of = ["a", "none"])]
    pub zone: Option<String>,
    #[redis(extra, min = 0.0, max = 1.0)]
    pub ratio: f64,
    #[redis(extra)]
    pub tags: Vec<String>,
    #[redis(extra)]
    pub token: Secret,
    #[redis(extra, default = false)]
    pub delays: bool,
    #[redis(setting = reconnect_min_delay, default = "50ms")]
    pub min_delay: Duration,
    #[redis(setting = reconnect_max_delay, default = "5s")]
    pub max_delay: Duration,
}

/// Legal values for everything that [`Own`] needs.
pub const OWN: [(&str, &str); 5] = [
    ("OWN_REDIS_LISTEN", "::1"),
    ("OWN_REDIS_REGION", "eu"),
    ("OWN_REDIS_RATIO", "0.5"),
    ("OWN_REDIS_TAGS", "a, b"),
    ("OWN_REDIS_TOKEN", "t0ken"),
];

/// Loads from these variables.
pub fn load<C: RedisConfig>(variables: &[(&str, &str)]) -> Result<C, Invalid> {
    Sources::standard().env(variables.iter().copied()).load()
}

/// The only violation of a load that must fail with one.
pub fn one<C: RedisConfig + std::fmt::Debug>(variables: &[(&str, &str)]) -> Violation {
    only(load::<C>(variables).expect_err("a violation"))
}

pub fn only(invalid: Invalid) -> Violation {
    assert_eq!(invalid.violations().len(), 1, "one violation:\n{invalid}");
    invalid.violations()[0].clone()
}

/// The codes and settings of all violations.
pub fn codes(invalid: &Invalid) -> Vec<(&str, &str)> {
    let violations = invalid.violations().iter();
    violations
        .map(|violation| (violation.setting(), violation.code()))
        .collect()
}
/// A URL with a default, and every other form of an address.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "open", env = "OPEN_REDIS")]
pub struct Open {
    #[redis(default = "redis://default.example:7000/7?protocol=resp2")]
    pub url: String,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub socket: Option<String>,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub database: Option<u32>,
}

/// No endpoint that must be there.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "loose", env = "LOOSE_REDIS")]
pub struct Loose {
    pub url: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
}
