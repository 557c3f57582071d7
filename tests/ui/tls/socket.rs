// A socket of the file system is never encrypted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(socket = "/run/redis/redis.sock", tls = true)]
struct JobsRedis;

fn main() {}
