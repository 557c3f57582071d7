//! The instance under measurement.

use redis_config::RedisConfig;

/// The private server of a benchmark run.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "bench", env = "BENCH_REDIS")]
pub struct BenchRedis {
    /// Its address.
    pub url: String,
}

/// The same with timeouts of half a second.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "quick-bench",
    env = "QUICK_BENCH_REDIS",
    connect_timeout = "500ms",
    response_timeout = "500ms"
)]
pub struct QuickRedis {
    /// Its address.
    pub url: String,
}
