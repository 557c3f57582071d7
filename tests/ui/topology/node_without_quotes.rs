// A node without its quotes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = [localhost])]
struct JobsRedis;

fn main() {}
