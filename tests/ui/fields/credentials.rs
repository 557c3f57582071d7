use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://localhost")]
struct Jobs {
    credentials: String,
}

fn main() {}
