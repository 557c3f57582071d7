// A field whose name can be no name of a variable.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1/1")]
struct JobsRedis {
    #[redis(extra)]
    größe: u16,
}

fn main() {}
