// A placeholder of make.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://$(HOST):6379")]
struct JobsRedis;

fn main() {}
