// The variable of a file in place of the variable of the value.
use redis_config::{RedisConfig, Secret, Url};

#[derive(Clone, RedisConfig)]
struct JobsRedis {
    #[redis(env = "REDIS_URL_FILE")]
    url: Url,
    #[redis(env = "MY_PASSWORD_FILE")]
    password: Secret,
    #[redis(extra, env = "API_TOKEN_FILE")]
    token: Secret,
    #[redis(extra, env = "LIMIT_FILE", default = 5)]
    limit: u16,
}

fn main() {}
