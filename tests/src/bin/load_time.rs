//! `cargo xtask bench load`: what one `load()` takes, in microseconds.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use redis_config::{RedisConfig, Secret, Sources};

const ROUNDS: usize = 21;
const LOADS: u32 = 200;
const VARIABLES: usize = 200;

const FILE: &str = "\
[jobs]
connect_timeout = \"2s\"
worker_concurrency = 8

[profile.staging.jobs]
url = \"rediss://staging.example:6380/1\"

[profile.green.jobs]
url = \"rediss://green.example:6380/1\"

[profile.production]
allow_loopback = true

[profile.production.jobs]
url = \"rediss://redis.example:6380/1\"
response_timeout = \"3s\"
";

/// A definition of the usual size.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: redis_config::Url,
    username: Option<String>,
    password: Option<Secret>,
    #[redis(default = "1s")]
    connect_timeout: Duration,
    #[redis(default = "5s")]
    response_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    worker_concurrency: u16,
}

/// As [`Jobs`], and reads the variables that name no instance.
#[derive(Clone, RedisConfig)]
#[redis(name = "any", env = "ANY_REDIS", fallback)]
struct Any {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: redis_config::Url,
    username: Option<String>,
    password: Option<Secret>,
    #[redis(default = "1s")]
    connect_timeout: Duration,
}

/// What a container has: most of it is not about Redis.
fn variables(own: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = own
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let others = (0..).map(|n| match n % 4 {
        0 => (format!("SERVICE_{n}_SERVICE_HOST"), "10.0.0.11".to_owned()),
        1 => (format!("SERVICE_{n}_PORT"), "tcp://10.0.0.11:80".to_owned()),
        2 => (
            format!("APP_SETTING_{n}"),
            "some text of a usual length".to_owned(),
        ),
        _ => (
            format!("PATH_{n}"),
            "/usr/local/sbin:/usr/local/bin:/usr/bin".to_owned(),
        ),
    });
    own.chain(others).take(VARIABLES).collect()
}

/// The median, the least and the most of the rounds, for one load.
fn row<C: RedisConfig>(name: &str, sources: &Sources) -> Result<(), redis_config::Invalid> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..LOADS {
            black_box(sources.load::<C>()?);
        }
        times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(LOADS));
    }
    times.sort_by(f64::total_cmp);
    let (median, least, most) = (times[ROUNDS / 2], times[0], times[ROUNDS - 1]);
    println!("| {name} | {median:.0} µs | {least:.0}–{most:.0} µs |");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("redis.toml");
    std::fs::write(&path, FILE)?;
    let password = directory.path().join("password");
    std::fs::write(&password, "s3cret")?;
    let password = password.to_string_lossy();
    println!(
        "{VARIABLES} variables, {ROUNDS} rounds of {LOADS} loads\n\n| `load()` of one instance | median | range |\n|---|---|---|"
    );
    let own = [
        ("JOBS_REDIS_PASSWORD_FILE", &*password),
        ("JOBS_REDIS_USERNAME", "worker"),
        ("JOBS_REDIS_URL", "rediss://10.0.0.1:6380/1"),
    ];
    let by_variables = Sources::standard()
        .env(variables(&own))
        .profile("production");
    row::<Jobs>("its own variables, one of them a file", &by_variables)?;
    let by_file = Sources::standard().env(variables(&[])).file(&path);
    let by_file = by_file.profile("production");
    row::<Jobs>("a file of three profiles", &by_file)?;
    row::<Jobs>("both", &by_variables.file(&path))?;
    let unnamed = [("REDIS_URL", "rediss://:s3cret@10.0.0.1:6380/1")];
    let unnamed = Sources::standard()
        .env(variables(&unnamed))
        .profile("production");
    row::<Any>("`REDIS_URL`, as the fallback", &unnamed)?;
    Ok(())
}
