// Settings that do not go with Sentinel, or are missing.

// A URL of a cluster, where sentinels are declared.
mod cluster_url_on_sentinel {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, url = "redis+cluster://10.0.0.1:7000")]
    struct JobsRedis;
}

// The service in the URL and beside it.
mod master_twice {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, url = "redis+sentinel://10.0.0.1/0?master=jobs", master = "mail")]
    struct JobsRedis;
}

// A sentinel, by a host.
mod sentinel_by_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, host = "10.0.0.1", master = "jobs")]
    struct JobsRedis;
}

// A secret in the source.
mod sentinel_password_on_struct {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_password = "x")]
    struct JobsRedis;
}

// The URL of sentinels without the service.
mod sentinel_url_without_master {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, url = "redis+sentinel://10.0.0.1:26379/0")]
    struct JobsRedis;
}

// A user without a password, at the sentinels.
mod sentinel_username_alone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_username = "watch")]
    struct JobsRedis;
}

// Sentinels are declared, and nothing else.
mod sentinel_without_anything {
    use redis_config::{RedisConfig, Secret};

    #[derive(Clone, RedisConfig)]
    #[redis(topology = sentinel)]
    struct JobsRedis {
        password: Option<Secret>,
    }
}

// Sentinels, but not what they watch.
mod sentinel_without_master {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, nodes = ["10.0.0.1:26379", "10.0.0.2:26379"])]
    struct JobsRedis;
}

// A service of sentinels, but no sentinels.
mod sentinel_without_nodes {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, master = "jobs")]
    struct JobsRedis;
}

fn main() {}
