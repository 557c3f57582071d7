// The end of the usual name, where a whole name is wanted.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1")]
struct JobsRedis {
    #[redis(env = "PORT")]
    port: u16,
}

fn main() {}
