// Words that a setting does not have.

// A topology with a typo.
mod topology_unknown {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = standalon)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// A word that is no protocol.
mod unknown_choice {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1", protocol = resp4)]
    struct JobsRedis;
}

fn main() {}
