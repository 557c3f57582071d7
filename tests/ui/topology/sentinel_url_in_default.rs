// A URL of sentinels, as the default of a field.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis+sentinel://10.0.0.1,10.0.0.2/0?master=jobs")]
    url: String,
}

fn main() {}
