// Prefixes of keys with mistakes.

// A prefix that would change the slot of a key.
mod key_prefix_with_brace {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(key_prefix = "app:{x}")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/1")]
        url: String,
    }
}

// White space in a prefix of keys.
mod key_prefix_with_space {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(key_prefix = "my shop:", url = "redis://127.0.0.1:6379")]
    struct JobsRedis;
}

fn main() {}
