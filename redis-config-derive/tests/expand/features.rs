// Uses of cargo features of the library.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "rediss://redis.example.com")]
struct JobsRedis {
    danger_tls_insecure: Option<bool>,
}
