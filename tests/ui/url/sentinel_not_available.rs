// Sentinel, of a later version.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis+sentinel://a,b/0?master=jobs")]
struct JobsRedis;

fn main() {}
