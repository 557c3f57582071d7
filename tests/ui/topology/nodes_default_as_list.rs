// A default of a list, written as it is on the struct.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster)]
struct JobsRedis {
    #[redis(default = ["10.0.0.1:7000", "10.0.0.2:7000"])]
    nodes: Vec<String>,
}

fn main() {}
