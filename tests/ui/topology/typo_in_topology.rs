// A misspelt `topology`: that the nodes are those of a cluster follows from it.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topolgy = cluster, nodes = ["10.0.0.1:7000"])]
struct JobsRedis;

fn main() {}
