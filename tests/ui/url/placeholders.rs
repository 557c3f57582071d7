// Placeholders that were not replaced.

// A placeholder that nothing replaced.
mod placeholder {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://${HOST}:6379/1")]
    struct JobsRedis;
}

// A placeholder for the reader.
mod placeholder_of_documentation {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://<your-host>:6379")]
    struct JobsRedis;
}

// A placeholder of make.
mod placeholder_of_make {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://$(HOST):6379")]
    struct JobsRedis;
}

// A placeholder of Helm or Ansible.
mod placeholder_of_mustache {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://{{host}}:6379")]
    struct JobsRedis;
}

fn main() {}
