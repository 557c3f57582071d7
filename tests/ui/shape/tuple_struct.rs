// Fields without names hold no setting.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis(String);

fn main() {}
