// Values of the wrong kind.

// The path of a file where a function is wanted.
mod credentials_in_quotes {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://localhost", credentials = "/run/secrets/redis")]
    struct Jobs;
}

// The function is lacking.
mod credentials_without_value {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://localhost", credentials)]
    struct Jobs;
}

// A fraction where a whole number is expected.
mod fraction {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1", database = 1.5)]
    struct JobsRedis;
}

// A number with the type behind it.
mod number_with_suffix {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1", port = 6379u16)]
    struct JobsRedis;
}

// Text where a number is expected.
mod text_for_number {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1", port = "6379")]
    struct JobsRedis;
}

fn main() {}
