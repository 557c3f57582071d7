// TLS settings of the wrong kind.

// Several authorities are in one file.
mod ca_as_list {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_ca = ["/a.pem", "/b.pem"])]
    struct JobsRedis;
}

// A flag in quotes.
mod flag_as_text {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "redis.example.com", tls = "true")]
    struct JobsRedis;
}

// A port where a name is wanted.
mod server_name_with_port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls_server_name = "redis.example.com:6380")]
    struct JobsRedis;
}

// A type that holds no path.
mod type_of_ca {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com")]
    struct JobsRedis {
        tls_ca: u16,
    }
}

fn main() {}
