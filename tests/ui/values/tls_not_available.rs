// A setting of a later version.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(tls = true)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
