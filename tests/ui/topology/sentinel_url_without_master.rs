// The URL of sentinels without the service.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, url = "redis+sentinel://10.0.0.1:26379/0")]
struct JobsRedis;

fn main() {}
