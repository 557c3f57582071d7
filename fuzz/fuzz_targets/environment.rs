//! Lines of `NAME=value` as the environment that definitions are loaded from.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use redis_config::{Invalid, RedisConfig, Secret, Sources};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS")]
struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    username: Option<String>,
    password: Option<Secret>,
    database: Option<u32>,
    #[redis(default = "2s", max = "30s")]
    connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    workers: u16,
    #[redis(extra)]
    peers: Option<Vec<String>>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "parts", env = "JOBS")]
struct Parts {
    host: String,
    #[redis(default = 6379)]
    port: u16,
    socket: Option<std::path::PathBuf>,
    password: Option<Secret>,
    #[redis(extra, default = 0.5, min = 0, max = 1)]
    share: f64,
}

fuzz_target!(|text: &str| {
    let variables: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        // A fuzzer reads no files.
        .filter(|(name, _)| !name.ends_with("_FILE"))
        .collect();
    let sources = Sources::standard().env(variables);
    if let Err(invalid) = Jobs::load_from(&sources).map(|jobs| agree(jobs.validate())) {
        print(&invalid);
    }
    if let Err(invalid) = Parts::load_from(&sources).map(|parts| agree(parts.validate())) {
        print(&invalid);
    }
});

/// Loaded values are legal.
fn agree(validated: Result<(), Invalid>) {
    if let Err(invalid) = validated {
        panic!("loaded but refused: {invalid}");
    }
}

fn print(invalid: &Invalid) {
    assert!(!invalid.to_string().is_empty());
    assert!(!format!("{invalid:?}").is_empty());
}
