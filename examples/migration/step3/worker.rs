use std::future::Future;

use redis_config::Handle;
use redis_config::queue::{Context, QueueError, Worker};
use tokio::sync::mpsc;

use super::instances::MailRedis;
use super::queue::SendEmail;

/// Runs jobs until `stop` completes. A real handler would call a mail server; this one reports the address.
pub(crate) async fn run(
    mail: &Handle<MailRedis>,
    sent: mpsc::UnboundedSender<String>,
    stop: impl Future<Output = ()>,
) -> Result<u64, QueueError> {
    let summary = Worker::new(mail, move |email: SendEmail, _: Context| {
        let sent = sent.clone();
        async move { sent.send(email.to) }
    })
    .run_until(stop)
    .await?;
    Ok(summary.done)
}
