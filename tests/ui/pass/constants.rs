// Constants of all kinds, under the strictest lints.
#![deny(warnings, missing_docs)]
//! Constants.

use redis_config::{RedisConfig, Sources};
use std::time::Duration;

const PORT: u16 = 6_379;
const HOST: &str = "127.0.0.1";
const MOST: i64 = 64;

mod limits {
    pub(crate) const TIMEOUT: &str = "3s";
    pub(crate) const fn database() -> u8 {
        3
    }
}

/// All of it fixed.
#[derive(Clone, RedisConfig)]
#[redis(
    host = HOST,
    port = PORT + 1,
    database = limits::database(),
    client_name = concat!(env!("CARGO_PKG_NAME"), "-api"),
    connect_timeout = limits::TIMEOUT,
    connections = Self::SOCKETS
)]
pub struct Fixed;

impl Fixed {
    const SOCKETS: u8 = 2;
}

/// Defaults and bounds.
#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
pub struct Loaded {
    /// How long.
    #[redis(default = limits::TIMEOUT, max = "5s")]
    pub connect_timeout: Duration,
    /// How many.
    #[redis(extra, default = MOST / 2, min = 1, max = MOST)]
    pub workers: u16,
    /// Whether.
    #[redis(extra, default = VERBOSE)]
    pub verbose: bool,
}

const VERBOSE: bool = true;

/// Text of a parameter is checked when it is used.
pub trait Site: Clone + Send + Sync + 'static {
    /// Where.
    const HOST: &'static str;
}

/// One of several.
#[derive(Clone, RedisConfig)]
#[redis(name = "site", host = S::HOST)]
pub struct AtSite<S: Site> {
    #[redis(skip)]
    site: std::marker::PhantomData<S>,
}

/// Here.
#[derive(Clone)]
pub struct Here;

impl Site for Here {
    const HOST: &'static str = "127.0.0.1";
}

fn main() {
    let settings = Fixed.settings().unwrap();
    assert_eq!(settings.address(), "redis://127.0.0.1:6380/3");
    assert_eq!(settings.connect_timeout(), Duration::from_secs(3));
    let loaded = Loaded::defaults().unwrap();
    assert_eq!((loaded.workers, loaded.verbose), (32, true));
    assert_eq!(loaded.connect_timeout, Duration::from_secs(3));
    let sources = Sources::standard().env([("LOADED_REDIS_WORKERS", "65")]);
    let invalid = Loaded::load_from(&sources).err().unwrap();
    assert!(invalid.to_string().contains("maximum of `64`"), "{invalid}");
    let here = AtSite::<Here>::defaults().unwrap();
    assert_eq!(here.settings().unwrap().address(), "redis://127.0.0.1:6379/0");
}
