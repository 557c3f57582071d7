// A smallest value above the largest: no default and no choice is a second error.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379/1")]
struct JobsRedis {
    #[redis(extra, min = 9, max = 1)]
    workers: u16,
    #[redis(extra, default = 5, min = 9, max = 1, one_of = [3, 5])]
    threads: u16,
    #[redis(extra, default = 0.5, min = -0.5, max = -1)]
    factor: f64,
    #[redis(default = "2s", max = "1s", min = "1500ms")]
    connect_timeout: std::time::Duration,
    #[redis(min = 9, max = 1)]
    connections: Option<u16>,
}

fn main() {}
