// The same with a duration.
use redis_config::RedisConfig;

type Pause = std::time::Duration;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = 30)]
    pause: Pause,
}

fn main() {}
