// A socket relative to wherever the program starts.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(socket = "run/redis.sock")]
struct JobsRedis;

fn main() {}
