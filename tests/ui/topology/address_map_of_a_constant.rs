// The same in a map of addresses.
use redis_config::RedisConfig;

const MAP: &str = "10.0.0.1:7000=127.0.0.1:17000";

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = [MAP])]
struct JobsRedis;

fn main() {}
