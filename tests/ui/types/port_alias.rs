// A port as text under another name.
use redis_config::RedisConfig;

type Port = String;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    host: String,
    port: Port,
}

fn main() {}
