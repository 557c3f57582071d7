// Another sign than `=`.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = ["10.0.0.1:7000 -> 127.0.0.1:17000"])]
struct JobsRedis;

fn main() {}
