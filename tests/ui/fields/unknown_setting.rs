// A setting that does not exist.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(setting = prot)]
    redis_port: u16,
}

fn main() {}
