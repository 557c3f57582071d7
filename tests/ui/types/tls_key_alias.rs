// Private keys as text, under names that the derive does not know.
use std::sync::Arc;

use redis_config::RedisConfig;

type Pem = String;

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel)]
struct JobsRedis {
    url: String,
    tls_cert: Option<String>,
    tls_key: Option<Pem>,
    sentinel_tls_cert: Option<String>,
    sentinel_tls_key: Option<Arc<str>>,
}

fn main() {}
