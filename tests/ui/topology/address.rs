// No address, or two.

// Nothing to ask.
mod auto_without_address {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = auto)]
    struct JobsRedis;
}

// A field that can never be set: the URL is fixed.
mod host_beside_fixed_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379")]
    struct JobsRedis {
        host: Option<String>,
    }
}

// Nodes and a URL.
mod nodes_and_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], url = "redis+cluster://10.0.0.1:7000")]
    struct JobsRedis;
}

fn main() {}
