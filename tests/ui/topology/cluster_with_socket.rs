// A cluster behind a socket.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, socket = "/run/redis/redis.sock")]
struct JobsRedis;

fn main() {}
