// Literals of another form than the key takes: the help repeats the value.
use redis_config::{RedisConfig, Secret};

mod numbers {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(host = "127.0.0.1", port = "6379", database = "1", connections = 2u8, tls = "yes", key_prefix = 5)]
    struct JobsRedis {
        #[redis(extra, default = "16", min = 1.0, max = "99")]
        workers: u16,
        #[redis(extra, default = "0.5")]
        share: f64,
        #[redis(extra, default = 1)]
        is_primary: bool,
        #[redis(extra, default = 7)]
        label: String,
        #[redis(extra, default = 'x')]
        mark: String,
    }
}

mod durations {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(url = "redis://127.0.0.1", connect_timeout = 5_000, response_timeout = 5, keepalive = 30u64)]
    struct JobsRedis {
        #[redis(default = 250)]
        reconnect_min_delay: std::time::Duration,
        #[redis(extra, min = 1, default = 2.5)]
        pause: std::time::Duration,
    }
}

mod lists {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = "10.0.0.1:7000, 10.0.0.2:7000", allowed_hosts = "10.0.0.0/8")]
    struct JobsRedis;

    #[derive(Clone, RedisConfig)]
    #[redis(host = ["10.0.0.1"], port = [6379], key_prefix = ["a", "b"])]
    struct CacheRedis;

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = "redis://:hunter2@10.0.0.1:7000")]
    struct OtherRedis {
        password: Secret,
    }
}

mod constants {
    use super::*;

    const P: &str = "QUEUE_URL";
    mod names {
        pub(super) const NAME: &str = "jobs";
    }

    #[derive(Clone, RedisConfig)]
    #[redis(name = names::NAME, env = P)]
    struct JobsRedis {
        #[redis(env = P)]
        url: String,
        #[redis(env = concat!("A", "_B"))]
        database: u32,
        #[redis(env = QUEUE_PASSWORD)]
        password: Secret,
    }
}

mod renamed {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(host = "127.0.0.1")]
    struct JobsRedis {
        #[redis(rename = "database")]
        number: u32,
        #[redis(rename = "QUEUE_PASSWORD")]
        password: Secret,
        #[redis(extra, alias = "worker-count")]
        workers: u16,
    }
}

fn main() {}
