// Text that is not a Redis URL.

// A host where a URL is expected.
mod no_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "127.0.0.1:6379")]
    struct JobsRedis;
}

// A URL of something else.
mod scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "http://127.0.0.1:6379/1")]
    struct JobsRedis;
}

// The scheme of Docker and Kubernetes.
mod tcp_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "tcp://127.0.0.1:6379")]
    struct JobsRedis;
}

// A fragment.
mod fragment {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1#insecure")]
    struct JobsRedis;
}

// A parameter twice.
mod repeated_parameter {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1?protocol=resp2&protocol=resp3")]
    struct JobsRedis;
}

// A parameter that does not exist.
mod unknown_parameter {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1?timeout=5")]
    struct JobsRedis;
}

// A line break that was copied along.
mod control_character {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1\n")]
    struct JobsRedis;
}

// White space, which other clients strip in silence.
mod white_space {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1 /1")]
    struct JobsRedis;
}

fn main() {}
