//! None of these compiles, each for the lack of a feature.

use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "rediss://redis.example.com/1")]
pub struct InUrl;

#[derive(Clone, RedisConfig)]
pub struct InDefault {
    #[redis(default = "valkeys://redis.example.com/1")]
    pub url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["rediss://10.0.0.1:7000", "rediss://10.0.0.2:7000"])]
pub struct InNodes;

#[derive(Clone, RedisConfig)]
#[redis(host = "redis.example.com", tls = true)]
pub struct InFlag;

#[derive(Clone, RedisConfig)]
pub struct InField {
    pub url: String,
    pub danger_tls_insecure: Option<bool>,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "in-file", file = "redis.toml")]
pub struct InFile {
    pub url: String,
}
