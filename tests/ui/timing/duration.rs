// Text that is not a duration.

// A duration without its unit.
mod no_unit {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = 2)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A duration without its unit, in quotes.
mod no_unit_in_text {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = "2")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A unit that is none.
mod not_a_unit {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = "2weeks", url = "redis://127.0.0.1:6379")]
    struct JobsRedis;
}

// A duration that nothing can hold.
mod too_large {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = "99999999999999999999999d", url = "redis://127.0.0.1:6379")]
    struct JobsRedis;
}

// A unit that does not exist.
mod wrong_unit {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = "2 secs")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

fn main() {}
