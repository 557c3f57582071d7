// A number with a fraction cannot become text in a constant.
use redis_config::RedisConfig;

const RATIO: f64 = 0.5;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = RATIO)]
    ratio: f64,
}

fn main() {}
