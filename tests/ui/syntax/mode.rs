// The topology as another library calls it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(mode = "cluster", nodes = ["10.0.0.1:7000"])]
struct JobsRedis;

fn main() {}
