// Names of instances with mistakes.

// A name that is no name.
mod name_with_space {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(name = "my jobs")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A name without its quotes.
mod name_without_quotes {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(name = jobs, url = "redis://127.0.0.1:6379")]
    struct JobsRedis;
}

// A number where text is expected.
mod number_for_text {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(name = 7)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

fn main() {}
