// One node twice: the port is the default.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, master = "jobs", nodes = ["10.0.0.1", "10.0.0.1:26379"])]
struct JobsRedis;

fn main() {}
