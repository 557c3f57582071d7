// The default of a `Url`, and of a `Url` of the application's own, comes from a constant.
use redis_config::{RedisConfig, Url};

const PORT: &str = "redis://127.0.0.1:65536";

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(default = PORT)]
    url: Url,
    #[redis(extra, default = PORT)]
    other: Url,
    #[redis(extra, default = "http://127.0.0.1")]
    third: Url,
}

fn main() {}
