// A library that re-exports `redis-config` under a name of its own.
#![deny(warnings)]

mod platform {
    pub mod config {
        pub use redis_config::*;
    }
}

use platform::config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, Debug, RedisConfig)]
#[redis(crate = crate::platform::config, url = "redis://127.0.0.1/1")]
struct JobsRedis;

#[derive(Clone, Debug, RedisConnections)]
#[redis(crate = crate::platform::config)]
struct Redis {
    jobs: Handle<JobsRedis>,
}

fn main() {
    let _: fn(Redis) -> Handle<JobsRedis> = |redis| redis.jobs;
}
