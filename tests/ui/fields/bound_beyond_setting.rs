// A bound that the setting itself does not allow.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    host: String,
    #[redis(max = 70000)]
    port: u32,
}

fn main() {}
