// Databases out of range, or given twice.

// The URL and a setting of its own disagree.
mod disagreement {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1", database = 2)]
    struct JobsRedis;
}

// A database below the first one.
mod negative_database {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1", database = -1)]
    struct JobsRedis;
}

fn main() {}
