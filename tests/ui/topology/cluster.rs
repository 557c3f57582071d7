// Settings that do not go with a cluster.

// A database that most clusters do not have.
mod cluster_database {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], database = 1)]
    struct JobsRedis;
}

// A database in the URL of a cluster.
mod cluster_database_in_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "redis+cluster://10.0.0.1:7000/1")]
    struct JobsRedis;
}

// One host where the nodes of a cluster are wanted.
mod cluster_with_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, host = "10.0.0.1", port = 7000)]
    struct JobsRedis;
}

// Settings of sentinels, fixed and loaded, on a cluster.
mod cluster_with_sentinel_keys {
    use redis_config::{RedisConfig, Secret};

    #[derive(Clone, RedisConfig)]
    #[redis(topology = cluster, nodes = ["10.0.0.1:7000"], master = "jobs")]
    struct JobsRedis {
        sentinel_username: Option<String>,
        sentinel_password: Secret,
    }
}

// A cluster behind a socket.
mod cluster_with_socket {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, socket = "/run/redis/redis.sock")]
    struct JobsRedis;
}

// A cluster behind one socket.
mod cluster_with_socket_url {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "unix:///run/redis/redis.sock")]
    struct JobsRedis;
}

// The URL of one server, where a cluster is declared.
mod single_url_on_cluster {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "redis://10.0.0.1:7000")]
    struct JobsRedis;
}

// A database in the URL, where a cluster is declared.
mod single_url_with_database_on_cluster {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(topology = cluster, url = "redis://10.0.0.1:7000/1")]
    struct JobsRedis;
}

fn main() {}
