// Hosts that a URL cannot have.

// An empty URL.
mod empty {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "")]
    struct JobsRedis;
}

// A URL without a host.
mod no_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis:///1")]
    struct JobsRedis;
}

// A host that other programs read as 127.0.0.1.
mod hexadecimal_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://0x7f000001:6379")]
    struct JobsRedis;
}

// A host that other clients read as an address.
mod host_of_digits {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://127.1/1")]
    struct JobsRedis;
}

// A host that other programs read as every address.
mod host_zero {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://0:6379")]
    struct JobsRedis;
}

// A host with a letter that only looks like another.
mod non_ascii_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://еxample.com/1")]
    struct JobsRedis;
}

// Two hosts where one is meant.
mod several_hosts {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://a:6379,b:6379/1")]
    struct JobsRedis;
}

// An address to listen on, not to connect to.
mod wildcard_host {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://0.0.0.0:6379/1")]
    struct JobsRedis;
}

fn main() {}
