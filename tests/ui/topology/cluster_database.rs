// A database that most clusters do not have.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:7000"], database = 1)]
struct JobsRedis;

fn main() {}
