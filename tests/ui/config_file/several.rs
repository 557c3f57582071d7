// Mistakes in names and in values, each with its place in the file.
use redis_config::{RedisConfig, Secret};

mod names {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(name = "jobs", file = "names.toml", protocol = resp2)]
    pub struct JobsRedis {
        pub url: String,
        #[redis(default = "2s")]
        pub connect_timeout: std::time::Duration,
    }
}

mod values {
    use super::*;

    #[derive(Clone, RedisConfig)]
    #[redis(name = "jobs", file = "several.toml")]
    pub struct JobsRedis {
        pub url: Option<String>,
        pub host: Option<String>,
        pub port: Option<u16>,
        pub password: Option<Secret>,
        #[redis(default = "2s")]
        pub connect_timeout: std::time::Duration,
        #[redis(extra, default = 16, min = 1)]
        pub workers: u16,
    }
}

fn main() {}
