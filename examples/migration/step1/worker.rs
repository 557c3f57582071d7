use redis_config::Handle;
use redis_config::redis::{AsyncCommands, RedisResult};

use super::instances::MailRedis;

pub(crate) async fn run_one(mail: &Handle<MailRedis>) -> RedisResult<String> {
    // A blocking command gets a socket of its own, so that it delays no other caller.
    let (_list, to): (String, String) = mail.conn().brpop("emails", 0.0).await?;
    Ok(to)
}
