// Prefixes of variables with mistakes.

// A name that no variable can have.
mod env_name {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    struct JobsRedis {
        #[redis(env = "1 URL")]
        url: String,
    }
}

// A prefix that no variable can have.
mod env_prefix {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(env = "jobs-redis")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The library adds the `_`.
mod env_prefix_with_underscore {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(env = "JOBS_REDIS_")]
    struct JobsRedis {
        url: String,
    }
}

// A whole variable where the prefix is wanted.
mod env_whole_variable {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(env = "REDIS_URL")]
    struct JobsRedis {
        url: String,
    }
}

// A prefix without its quotes.
mod env_without_quotes {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(env = JOBS_REDIS)]
    struct JobsRedis {
        url: String,
    }
}

fn main() {}
