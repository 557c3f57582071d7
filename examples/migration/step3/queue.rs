use redis_config::Handle;
use redis_config::queue::{Job, Queue, QueueError};
use serde::{Deserialize, Serialize};

use super::instances::MailRedis;

#[derive(Serialize, Deserialize, Job)]
#[job(queue = "emails", max_attempts = 5, timeout = "30s")]
pub(crate) struct SendEmail {
    pub(crate) to: String,
}

pub(crate) async fn push(mail: &Handle<MailRedis>, to: &str) -> Result<(), QueueError> {
    Queue::new(mail)
        .push(&SendEmail { to: to.to_owned() })
        .await?;
    Ok(())
}
