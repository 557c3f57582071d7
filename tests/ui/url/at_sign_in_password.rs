// A password with an unescaped sign: other clients connect to the wrong host.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://admin:6380#secret@prod/1")]
struct JobsRedis;

fn main() {}
