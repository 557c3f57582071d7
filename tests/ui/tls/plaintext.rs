// TLS settings of a plaintext connection.

// A setting of TLS, and a cluster without.
mod ca_with_plaintext_cluster {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "redis+cluster://a:7000", tls_ca = "/etc/ssl/ca.pem")]
    struct JobsRedis;
}

// A setting of TLS, and a scheme without.
mod ca_with_plaintext_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://redis.example.com", tls_ca = "/etc/ssl/ca.pem")]
    struct JobsRedis;
}

// A setting of TLS with a socket.
mod ca_with_socket_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "unix:///run/redis/redis.sock", tls_ca = "/etc/ssl/ca.pem")]
    struct JobsRedis;
}

// A setting of TLS beside a host, and TLS is not on.
mod ca_without_flag {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(host = "redis.example.com", tls_ca = "/etc/ssl/ca.pem")]
    struct JobsRedis;
}

// TLS off, and a scheme with TLS.
mod flag_off_with_tls_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "rediss://redis.example.com", tls = false)]
    struct JobsRedis;
}

// TLS on, and a plaintext scheme.
mod flag_with_plaintext_scheme {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://redis.example.com", tls = true)]
    struct JobsRedis;
}

// An authority that can never be used: the link is plaintext.
mod optional_ca_with_plaintext_scheme {
    use std::path::PathBuf;

    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://redis.example.com")]
    struct JobsRedis {
        tls_ca: Option<PathBuf>,
    }
}

// A setting of TLS for sentinels, and links without.
mod sentinel_ca_with_plaintext {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = sentinel, nodes = ["10.0.0.1"], master = "jobs", sentinel_tls_ca = "/etc/ssl/ca.pem")]
    struct JobsRedis;
}

// TLS of sentinels, which a cluster has not.
mod sentinel_tls_on_cluster {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "rediss+cluster://a:7000", sentinel_tls = true)]
    struct JobsRedis;
}

// A socket of the file system is never encrypted.
mod socket {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(socket = "/run/redis/redis.sock", tls = true)]
    struct JobsRedis;
}

fn main() {}
