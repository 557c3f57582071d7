// Passwords and other secrets in the source, which are compiled into the binary.
#![deny(deprecated)]
use redis_config::{RedisConfig, Secret};

const URL: &str = "redis://:hunter2@127.0.0.1";

// In a constant.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", url = URL)]
struct InConstant;

// In one of several nodes.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", topology = cluster, nodes = ["redis://:hunter2@10.0.0.1:7000", "redis://:hunter2@10.0.0.2:7000"])]
struct InNodes;

// The same in a default.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", topology = cluster)]
struct InDefaultOfNodes {
    #[redis(default = "redis://:hunter2@10.0.0.1:7000")]
    nodes: Vec<String>,
}

// The password of a database in a default.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", url = "redis://127.0.0.1:6379")]
struct OfAnotherProgram {
    #[redis(extra, default = "postgres://app:hunter2@127.0.0.1/app")]
    database_url: String,
}

// The password of the sentinels is a parameter.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", topology = sentinel, url = "redis+sentinel://10.0.0.1/0?master=jobs&sentinel_password=hunter2")]
struct OfSentinels;

// There is a field for it already.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS")]
struct WithField {
    #[redis(default = "redis://:hunter2@127.0.0.1")]
    url: String,
    password: Option<Secret>,
}

// A value that sounds like a secret, with a default.
#[derive(Clone, RedisConfig)]
#[redis(env = "JOBS_REDIS", url = "redis://127.0.0.1:6379")]
struct ByItsName {
    #[redis(extra, default = "hunter2")]
    admin_password: String,
}

fn main() {}
