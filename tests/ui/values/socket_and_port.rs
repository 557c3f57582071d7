// A port beside a socket.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(socket = "/run/redis.sock", port = 6379)]
struct JobsRedis;

fn main() {}
