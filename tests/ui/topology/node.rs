// Nodes that a list cannot hold.

// A mistake in the definition of a cluster does not take its slots away.
mod no_second_error_for_slots {
    use redis_config::{Handle, RedisConfig};

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:0"])]
    struct EventsRedis;

    fn slot(events: &Handle<EventsRedis>) -> u16 {
        events.slot_of("key")
    }
}

// A host that programs read as different addresses.
mod node_host_of_digits {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.1:7000"])]
    struct JobsRedis;
}

// A node that is itself several.
mod node_is_a_cluster_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["redis+cluster://10.0.0.1:7000,10.0.0.2:7000"])]
    struct JobsRedis;
}

// A constant in a list: the derive cannot see it.
mod node_is_a_constant {
    const FIRST: &str = "10.0.0.1:7000";

    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = [FIRST, "10.0.0.2:7000"])]
    struct JobsRedis;
}

// A number where a node is wanted.
mod node_is_a_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["localhost:7000", 7001])]
    struct JobsRedis;
}

// A port that is none.
mod node_port_zero {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000", "10.0.0.2:0"])]
    struct JobsRedis;
}

// One node twice: the port is the default.
mod node_twice {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, master = "jobs", nodes = ["10.0.0.1", "10.0.0.1:26379"])]
    struct JobsRedis;
}

// A database in the URL of a node.
mod node_with_database {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["redis://10.0.0.1:7000/1"])]
    struct JobsRedis;
}

// A node without its quotes.
mod node_without_quotes {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = [localhost])]
    struct JobsRedis;
}

fn main() {}
