// A cluster behind one socket.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, url = "unix:///run/redis/redis.sock")]
struct JobsRedis;

fn main() {}
