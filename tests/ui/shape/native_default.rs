// The default of a field in Rust's own (unstable) syntax.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    url: String,
    database: u8 = 0,
}

fn main() {}
