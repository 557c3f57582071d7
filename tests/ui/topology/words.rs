// Words that are misspelt, or not words.

// A word of old.
mod read_from_unknown {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], read_from = slave)]
    struct JobsRedis;
}

// A path where the word is wanted.
mod topology_as_path {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = Topology::Cluster, nodes = ["10.0.0.1:7000"])]
    struct JobsRedis;
}

// A misspelt `topology`: that the nodes are those of a cluster follows from it.
mod typo_in_topology {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topolgy = cluster, nodes = ["10.0.0.1:7000"])]
    struct JobsRedis;
}

fn main() {}
