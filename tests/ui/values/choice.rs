// Words that a setting does not have.

// A topology with a typo.
mod topology_unknown {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(topology = standalon)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A word that is no protocol.
mod unknown_choice {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1", protocol = resp4)]
    struct JobsRedis;
}

fn main() {}
