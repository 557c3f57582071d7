// One server always has its databases.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379", numbered_databases = true)]
struct JobsRedis;

fn main() {}
