// The default of a `Url` is checked like that of a `String`.
use redis_config::{RedisConfig, Url};

mod no_scheme {
    use super::*;

    #[derive(Clone, RedisConfig)]
    struct JobsRedis {
        #[redis(default = "localhost:6379")]
        url: Url,
    }
}

mod database {
    use super::*;

    #[derive(Clone, RedisConfig)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379/x")]
        url: redis_config::Url,
    }
}

mod optional {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(host = "127.0.0.1")]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:6379")]
        url: Option<Url>,
    }
}

mod bound {
    use super::*;

    #[derive(Clone, RedisConfig)]
    struct JobsRedis {
        #[redis(min = "redis://127.0.0.1:6379")]
        url: Url,
    }
}

fn main() {}
