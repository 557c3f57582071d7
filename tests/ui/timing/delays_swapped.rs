// The smallest delay above the largest.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(reconnect_min_delay = "10s", reconnect_max_delay = "1s")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
