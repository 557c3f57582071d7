// User info that a URL cannot have.

// A password with an unescaped sign: other clients connect to the wrong host.
mod at_sign_in_password {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://admin:6380#secret@prod/1")]
    struct JobsRedis;
}

// A percent escape that is none.
mod percent {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://:a%zz@127.0.0.1/1")]
    struct JobsRedis;
}

// A user name without a password: the secret after it is not repeated.
mod user_without_password {
    #[derive(Clone, redis_config::RedisConfig)]
    #[redis(url = "redis://admin@127.0.0.1/1")]
    struct JobsRedis;
}

#[allow(deprecated)]
mod credentials_and_user_info {
    use redis_config::RedisConfig;
    use redis_config::credentials::{self, StoredCredentials};

    #[derive(Clone, RedisConfig)]
    #[redis(url = "redis://worker:hunter2@localhost", credentials = vault)]
    struct Jobs;

    fn vault(_: &Jobs) -> StoredCredentials {
        credentials::file("/run/secrets/redis")
    }
}

fn main() {}
