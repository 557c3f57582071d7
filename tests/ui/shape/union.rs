// A union is no instance.
use redis_config::RedisConfig;

#[derive(Clone, Copy, RedisConfig)]
union JobsRedis {
    url: u32,
    port: u32,
}

fn main() {}
