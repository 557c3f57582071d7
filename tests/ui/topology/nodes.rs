// Lists of nodes with mistakes.

// Nodes in a text.
mod nodes_as_string {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster)]
    struct JobsRedis {
        nodes: String,
    }
}

// A default of a list, written as it is on the struct.
mod nodes_default_as_list {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster)]
    struct JobsRedis {
        #[redis(default = ["10.0.0.1:7000", "10.0.0.2:7000"])]
        nodes: Vec<String>,
    }
}

// No nodes.
mod nodes_empty {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = [])]
    struct JobsRedis;
}

// A list on the struct, written as it is in a variable.
mod nodes_in_one_text {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = "10.0.0.1:7000,10.0.0.2:7000")]
    struct JobsRedis;
}

// One seed is a URL, the other is not.
mod seeds_differ_in_form {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["redis://10.0.0.1:7000", "10.0.0.2:7000"])]
    struct JobsRedis;
}

// Two seeds with two protocols.
mod seeds_differ_in_protocol {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["redis://a:7000?protocol=resp2", "redis://b:7000?protocol=resp3"])]
    struct JobsRedis;
}

// One seed is encrypted, the other is not.
mod seeds_differ_in_tls {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["rediss://10.0.0.1:7000", "redis://10.0.0.2:7000"])]
    struct JobsRedis;
}

// Two seeds with two passwords.
mod seeds_differ_in_user {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["redis://:one@10.0.0.1:7000", "redis://:two@10.0.0.2:7000"])]
    struct JobsRedis;
}

fn main() {}
