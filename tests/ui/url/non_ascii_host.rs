// A host with a letter that only looks like another.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://еxample.com/1")]
struct JobsRedis;

fn main() {}
