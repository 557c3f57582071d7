use redis_config::RedisConfig;

/// Redis for emails. The only place with its address.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "mail", env = "MAIL_REDIS", url = "redis://127.0.0.1:16390/1")]
pub(crate) struct MailRedis;
