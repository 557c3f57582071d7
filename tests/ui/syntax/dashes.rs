// Dashes in place of underscores.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(connect-timeout = "2s")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
