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

/// A primary behind Sentinel.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "bench-sentinel", env = "BENCH_SENTINEL", topology = sentinel)]
pub struct BenchSentinel {
    /// The sentinels.
    pub nodes: Vec<String>,
    /// The name of the primary.
    pub master: String,
}

/// The same with timeouts of half a second.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "quick-sentinel",
    env = "QUICK_SENTINEL",
    topology = sentinel,
    connect_timeout = "500ms",
    response_timeout = "500ms"
)]
pub struct QuickSentinel {
    /// The sentinels.
    pub nodes: Vec<String>,
    /// The name of the primary.
    pub master: String,
}

/// A cluster.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "bench-cluster", env = "BENCH_CLUSTER", topology = cluster)]
pub struct BenchCluster {
    /// Some of its nodes.
    pub nodes: Vec<String>,
}

/// The same with timeouts of half a second.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "quick-cluster",
    env = "QUICK_CLUSTER",
    topology = cluster,
    connect_timeout = "500ms",
    response_timeout = "500ms"
)]
pub struct QuickCluster {
    /// Some of its nodes.
    pub nodes: Vec<String>,
}

/// The same server with four sockets.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "four-sockets", env = "FOUR_SOCKETS", connections = 4)]
pub struct FourSockets {
    /// Its address.
    pub url: String,
}
