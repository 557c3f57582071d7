// A socket by a path that depends on where the program was started.
use redis_config::RedisConfig;

const SOCKET: &str = "run/redis.sock";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", socket = SOCKET)]
struct JobsRedis;

fn main() {}
