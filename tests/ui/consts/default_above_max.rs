// A default above the bound that a constant gives.
use redis_config::RedisConfig;

const MOST: u16 = 8;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(extra, default = 16, max = MOST)]
    workers: u16,
}

fn main() {}
