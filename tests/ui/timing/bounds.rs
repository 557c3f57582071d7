// Values outside their bounds.

// A default above its own maximum.
mod default_above_max {
    use redis_config::RedisConfig;

    use std::time::Duration;

    #[derive(Clone, RedisConfig)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
        #[redis(default = "1m", max = "30s")]
        connect_timeout: Duration,
    }
}

// A duration beyond all bounds.
mod overflow {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(connect_timeout = "999999999999999h")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A timeout of zero.
mod zero {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(response_timeout = "0s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// No connections at all.
mod zero_connections {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(connections = 0)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The smallest delay above the largest.
mod delays_swapped {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(reconnect_min_delay = "10s", reconnect_max_delay = "1s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The same, between a default and what the struct fixes.
mod delays_swapped_in_defaults {
    use redis_config::RedisConfig;

    use std::time::Duration;

    #[derive(Clone, RedisConfig)]
    #[redis(reconnect_max_delay = "1s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
        #[redis(default = "10s")]
        reconnect_min_delay: Duration,
    }
}

fn main() {}
