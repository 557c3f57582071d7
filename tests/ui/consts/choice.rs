// A constant that is none of the choices.
use redis_config::RedisConfig;

mod wire {
    pub(crate) const PROTOCOL: &str = "resp4";
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1", protocol = wire::PROTOCOL)]
struct JobsRedis;

fn main() {}
