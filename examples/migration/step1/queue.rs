use redis_config::Handle;
use redis_config::redis::{AsyncCommands, RedisResult};

use super::instances::MailRedis;

pub(crate) async fn push(mail: &Handle<MailRedis>, to: &str) -> RedisResult<()> {
    mail.conn().lpush("emails", to).await
}
