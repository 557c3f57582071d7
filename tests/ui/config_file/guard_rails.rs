// The file has addresses that the guard rails of its profiles refuse.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", file = "guard_rails.toml")]
struct JobsRedis {
    url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "events", topology = cluster, file = "guard_rails.toml")]
struct EventsRedis {
    nodes: Vec<String>,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", file = "guard_rails.toml")]
struct CacheRedis {
    host: String,
    port: u16,
}

fn main() {}
