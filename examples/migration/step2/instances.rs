use redis_config::{RedisConfig, Secret, Url};

/// Redis for emails.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "mail", env = "MAIL_REDIS")]
pub(crate) struct MailRedis {
    /// `MAIL_REDIS_URL`
    pub(crate) url: Url,
    /// `MAIL_REDIS_PASSWORD`, or the file that `MAIL_REDIS_PASSWORD_FILE` names
    pub(crate) password: Option<Secret>,
}
