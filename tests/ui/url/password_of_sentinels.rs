// The password of the sentinels is a parameter.
#![deny(deprecated)]
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, url = "redis+sentinel://10.0.0.1/0?master=jobs&sentinel_password=hunter2")]
struct JobsRedis;

fn main() {}
