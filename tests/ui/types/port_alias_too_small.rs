// The compiler knows types that their names do not show.
use redis_config::RedisConfig;

type Port = u8;

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1")]
struct JobsRedis {
    port: Port,
}

fn main() {}
