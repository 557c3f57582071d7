// The service in the URL and beside it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, url = "redis+sentinel://10.0.0.1/0?master=jobs", master = "mail")]
struct JobsRedis;

fn main() {}
