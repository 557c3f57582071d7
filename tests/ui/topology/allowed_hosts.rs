// Lists of allowed hosts with mistakes.

// A network with bits of a host in it.
mod allowed_hosts_bits {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["10.0.0.0/8", "10.1.2.3/16"])]
    struct JobsRedis;
}

// A wildcard for everything.
mod allowed_hosts_everything {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["*"])]
    struct JobsRedis;
}

// A host with a port.
mod allowed_hosts_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["10.0.0.2:7000"])]
    struct JobsRedis;
}

// A single server does not redirect.
mod allowed_hosts_standalone {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://10.0.0.1", allowed_hosts = ["10.0.0.0/8"])]
    struct JobsRedis;
}

// A wildcard in the middle.
mod allowed_hosts_wildcard {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], allowed_hosts = ["node-*.redis.internal"])]
    struct JobsRedis;
}

fn main() {}
