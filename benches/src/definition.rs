//! The instance under measurement.

use redis_config::RedisConfig;

/// The private server of a benchmark run.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "bench", env = "BENCH_REDIS")]
pub struct BenchRedis {
    /// Its address.
    pub url: String,
}
