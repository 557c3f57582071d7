// Values outside their bounds.

// A default above its own maximum.
mod default_above_max {
    use std::time::Duration;

    #[derive(Clone, redis_config::RedisConfig)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
        #[redis(default = "1m", max = "30s")]
        connect_timeout: Duration,
    }
}

// A duration beyond all bounds.
mod overflow {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connect_timeout = "999999999999999h")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A timeout of zero.
mod zero {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(response_timeout = "0s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// No connections at all.
mod zero_connections {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(connections = 0)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The smallest delay above the largest.
mod delays_swapped {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(reconnect_min_delay = "10s", reconnect_max_delay = "1s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// The same, between a default and what the struct fixes.
mod delays_swapped_in_defaults {
    use std::time::Duration;

    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(reconnect_max_delay = "1s")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
        #[redis(default = "10s")]
        reconnect_min_delay: Duration,
    }
}

fn main() {}
