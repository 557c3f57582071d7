// Prefixes of variables with mistakes.

// A name that no variable can have.
mod env_name {
    #[derive(Clone, redis_config::RedisConfig)]
    struct JobsRedis {
        #[redis(env = "1 URL")]
        url: String,
    }
}

// A prefix that no variable can have.
mod env_prefix {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(env = "jobs-redis")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The library adds the `_`.
mod env_prefix_with_underscore {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(env = "JOBS_REDIS_")]
    struct JobsRedis {
        url: String,
    }
}

// A whole variable where the prefix is wanted.
mod env_whole_variable {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(env = "REDIS_URL")]
    struct JobsRedis {
        url: String,
    }
}

// A prefix without its quotes.
mod env_without_quotes {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(env = JOBS_REDIS)]
    struct JobsRedis {
        url: String,
    }
}

fn main() {}
