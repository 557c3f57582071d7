// A list whose items are numbers.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = "8080,http")]
    ports: Vec<u16>,
}

fn main() {}
