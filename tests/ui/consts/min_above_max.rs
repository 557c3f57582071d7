// Bounds in the wrong order, in constants or partly in constants: one error each, also with a default.
use redis_config::RedisConfig;

const LEAST: &str = "10s";
const MOST: std::time::Duration = std::time::Duration::from_secs(5);
const NINE: u16 = 9;
const ONE: u16 = 1;
const FIVE: u16 = 5;

type Own = u16;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(min = LEAST, max = "5s")]
    connect_timeout: std::time::Duration,
    #[redis(default = "12s", min = "10s", max = MOST)]
    response_timeout: std::time::Duration,
    #[redis(min = NINE, max = ONE)]
    connections: u16,
    #[redis(extra, min = NINE, max = 1)]
    workers: u16,
    #[redis(extra, default = FIVE, min = 9, max = ONE)]
    threads: u16,
    #[redis(extra, min = NINE, max = ONE)]
    slots: Option<u16>,
    #[redis(extra, default = 5, min = 9, max = 1)]
    own: Own,
}

fn main() {}
