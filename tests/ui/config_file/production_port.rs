// The production profile of the file has a wrong port.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", file = "production_port.toml")]
struct JobsRedis {
    url: String,
    #[redis(default = "2s")]
    connect_timeout: std::time::Duration,
}

fn main() {}
