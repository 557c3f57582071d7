// Settings that do not go with one server.

// A URL of a cluster, and no topology declared.
mod cluster_url_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis+cluster://10.0.0.1:7000,10.0.0.2:7000")]
    struct JobsRedis;
}

// The name of a Sentinel service, where one server is declared.
mod master_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379", master = "jobs")]
    struct JobsRedis;
}

// A field of nodes, and no topology declared.
mod nodes_field_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    struct JobsRedis {
        nodes: Vec<String>,
    }
}

// Several nodes, and no topology declared.
mod nodes_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(nodes = ["10.0.0.1:7000", "10.0.0.2:7000"])]
    struct JobsRedis;
}

// One server always has its databases.
mod numbered_databases_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379", numbered_databases = true)]
    struct JobsRedis;
}

// A field that could be set, but never rightly.
mod optional_master_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379")]
    struct JobsRedis {
        master: Option<String>,
    }
}

// A replica of one server.
mod read_from_on_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379", read_from = replica)]
    struct JobsRedis;
}

// A URL of sentinels, as the default of a field.
mod sentinel_url_in_default {
    #[derive(Clone, redis_config::RedisConfig)]
    struct JobsRedis {
        #[redis(default = "redis+sentinel://10.0.0.1,10.0.0.2/0?master=jobs")]
        url: String,
    }
}

// A parameter for sentinels, in the URL of a server.
mod sentinel_password_in_data_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:6379?sentinel_password=x")]
    struct JobsRedis;
}

fn main() {}
