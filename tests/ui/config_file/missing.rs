// There is no such file, or no text.
use redis_config::RedisConfig;

mod missing {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(name = "jobs", file = "no-such-file.toml")]
    pub struct JobsRedis {
        pub url: String,
    }
}

mod no_text {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(name = "jobs", file = redis)]
    pub struct JobsRedis {
        pub url: String,
    }
}

fn main() {}
