// Address maps with mistakes.

// Another sign than `=`.
mod address_map_arrow {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = ["10.0.0.1:7000 -> 127.0.0.1:17000"])]
    struct JobsRedis;
}

// The same in a map of addresses.
mod address_map_of_a_constant {
    const MAP: &str = "10.0.0.1:7000=127.0.0.1:17000";

    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = [MAP])]
    struct JobsRedis;
}

// An address of the map without its port.
mod address_map_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = ["10.0.0.1=127.0.0.1:17000"])]
    struct JobsRedis;
}

fn main() {}
