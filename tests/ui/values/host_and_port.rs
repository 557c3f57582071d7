// Hosts, ports and sockets with mistakes.

// An empty host.
mod empty_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "")]
    struct JobsRedis;
}

// A port in the host.
mod host_with_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1:6379")]
    struct JobsRedis;
}

// A URL where a host is expected.
mod host_with_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "redis://127.0.0.1")]
    struct JobsRedis;
}

// A space in the host.
mod host_with_space {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "redis internal")]
    struct JobsRedis;
}

// A port that no server has.
mod port_zero {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "127.0.0.1", port = 0)]
    struct JobsRedis;
}

// A port beside a socket.
mod socket_and_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(socket = "/run/redis.sock", port = 6379)]
    struct JobsRedis;
}

// A socket relative to wherever the program starts.
mod socket_relative {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(socket = "run/redis.sock")]
    struct JobsRedis;
}

fn main() {}
