// An enum is no instance.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
enum JobsRedis {
    Primary,
    Replica,
}

fn main() {}
