// One setting on the struct and in a field.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(database = 1)]
struct JobsRedis {
    host: String,
    database: u32,
}

fn main() {}
