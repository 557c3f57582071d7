// Ports and databases that a URL cannot have.

// A port beyond the last one.
mod port {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:65536/1")]
    struct JobsRedis;
}

// A port that no server has.
mod port_zero {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1:0/1")]
    struct JobsRedis;
}

// The default of a field is read as strictly.
mod default_of_field {
    #[derive(Clone, redis_config::RedisConfig)]
    struct JobsRedis {
        #[redis(default = "redis://127.0.0.1:99999/1")]
        url: String,
    }
}

// A database below the first one.
mod database {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/-1")]
    struct JobsRedis;
}

// The database as a parameter.
mod database_parameter {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1?db=5")]
    struct JobsRedis;
}

// A path with two parts.
mod several_databases {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.0.0.1/1/2")]
    struct JobsRedis;
}

fn main() {}
