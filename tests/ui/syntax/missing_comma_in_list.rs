// No comma between two items of a list.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000" "10.0.0.2:7000"])]
struct EventsRedis;

fn main() {}
