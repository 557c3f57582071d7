// Every mistake is reported, not the first alone.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(nmae = "jobs", port = "6379", topology = ring)]
struct JobsRedis {
    #[redis(defualt = "redis://127.0.0.1/1", min = 2)]
    url: String,
    #[redis(extra, default = 0, min = 1)]
    workers: u16,
    bananas: u8,
}

fn main() {}
