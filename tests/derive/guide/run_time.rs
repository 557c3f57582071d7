use redis_config::{Invalid, RedisConfig, Secret, Sources};
use std::time::Duration;

#[derive(Clone, RedisConfig)]
pub struct JobsRedis {
    url: String,
    password: Option<Secret>,
    #[redis(default = "2s", max = "30s")]
    connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    workers: u16,
}

pub fn wrong() -> Result<JobsRedis, Invalid> {
    Sources::defaults()
        .env([
            ("JOBS_REDIS_URL", "redis://127.0.0.1:65536"),
            ("JOBS_REDIS_CONNECT_TIMEOUT", "45s"),
            ("JOBS_REDIS_WORKERS", "0"),
        ])
        .load()
}
