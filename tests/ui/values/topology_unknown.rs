// A topology with a typo.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = standalon)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

fn main() {}
