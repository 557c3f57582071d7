// One setting in two fields.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    host: String,
    port: u16,
    #[redis(setting = port)]
    other: u16,
}

fn main() {}
