// The file is not TOML: one error, at the attribute.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", file = "malformed.toml")]
struct JobsRedis {
    url: String,
}

fn main() {}
