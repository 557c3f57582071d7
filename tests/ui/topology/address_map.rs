// Address maps with mistakes.

// Another sign than `=`.
mod address_map_arrow {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = ["10.0.0.1:7000 -> 127.0.0.1:17000"])]
    struct JobsRedis;
}

// The same in a map of addresses.
mod address_map_of_a_constant {
    use redis_config::RedisConfig;

    const MAP: &str = "10.0.0.1:7000=127.0.0.1:17000";

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = [MAP])]
    struct JobsRedis;
}

// An address of the map without its port.
mod address_map_port {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], address_map = ["10.0.0.1=127.0.0.1:17000"])]
    struct JobsRedis;
}

fn main() {}
