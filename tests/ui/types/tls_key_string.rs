// Private keys as text, which a derived `Debug` shows.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel)]
struct JobsRedis {
    url: String,
    tls_cert: Option<String>,
    tls_key: Option<String>,
    sentinel_tls_cert: Option<String>,
    sentinel_tls_key: String,
    sentinel_password: Option<String>,
}

#[derive(Clone, RedisConfig)]
struct CacheRedis {
    url: String,
    #[redis(setting = tls_cert)]
    certificate: String,
    #[redis(setting = tls_key)]
    key: String,
}

fn main() {}
