// The name means one setting, the key another.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(setting = url)]
    host: String,
}

fn main() {}
