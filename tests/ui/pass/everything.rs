// Every key of a field and of a struct, at once.
use std::path::PathBuf;
use std::time::Duration;

use redis_config::{RedisConfig, Secret};

#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "sessions",
    env = "SESSIONS",
    topology = standalone,
    crate = ::redis_config,
    host = "redis.internal",
    client_name = "web",
    protocol = resp2,
    keepalive = "1m",
)]
struct Sessions {
    #[redis(setting = port, env = "MY_PORT", default = 6380, min = 1024)]
    r#in: u16,
    #[redis(setting = database, default = 3)]
    logical: u32,
    username: Option<String>,
    password: Option<Secret>,
    #[redis(extra, default = "info", one_of = ["debug", "info", "warn"])]
    level: String,
    #[redis(extra, default = 0.5, min = 0, max = 1)]
    share: f64,
    #[redis(extra, default = true)]
    warm: bool,
    #[redis(extra, default = "/var/cache")]
    directory: PathBuf,
    #[redis(extra, default = "a,b")]
    peers: Vec<String>,
    #[redis(extra, default = "5m", min = "1s", validate = whole_seconds)]
    idle: Duration,
    #[redis(extra)]
    token: Secret,
    #[redis(skip)]
    cached: Option<u64>,
    #[cfg(any())]
    removed: NoSuchType,
}

fn whole_seconds(value: &Duration) -> Result<(), String> {
    if value.subsec_nanos() == 0 { Ok(()) } else { Err("not whole".to_owned()) }
}

fn main() {
    assert_eq!(Sessions::ENV, "SESSIONS");
    let variables: Vec<_> = Sessions::FIELDS.iter().map(|field| field.variable).collect();
    assert_eq!(variables[0], "MY_PORT");
    assert_eq!(Sessions::FIELDS[0].name, "in");
    assert_eq!(variables[1], "SESSIONS_DATABASE");
    assert_eq!(variables[4], "SESSIONS_LEVEL");
}
