// Everything fixed at compile time.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", url = "redis://127.0.0.1:6379/0")]
struct CacheRedis;
