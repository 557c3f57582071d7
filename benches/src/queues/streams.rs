//! Streams and a consumer group with the `redis` crate alone: no retries, no delays, no dead letters.

use std::sync::Arc;

use redis::aio::MultiplexedConnection;
use redis::streams::StreamReadReply;

use super::list::progress_total;
use super::{Contestant, Outcome, Payload, Progress, notes_latency};

const KEY: &str = "bench:stream";
const GROUP: &str = "workers";
const BATCH: usize = 128;

/// A plain stream.
#[derive(Clone, Debug)]
pub struct Streams {
    /// For pushes and acknowledgements.
    pub shared: MultiplexedConnection,
    /// For dedicated sockets.
    pub client: redis::Client,
}

impl Contestant for Streams {
    async fn push(&mut self, job: Payload) -> Outcome<()> {
        let () = redis::cmd("XADD")
            .arg(KEY)
            .arg("*")
            .arg("j")
            .arg(serde_json::to_vec(&job)?)
            .query_async(&mut self.shared)
            .await?;
        Ok(())
    }

    async fn push_many(&mut self, jobs: Vec<Payload>) -> Outcome<()> {
        let mut pipeline = redis::pipe();
        for job in &jobs {
            pipeline
                .cmd("XADD")
                .arg(KEY)
                .arg("*")
                .arg("j")
                .arg(serde_json::to_vec(job)?)
                .ignore();
        }
        pipeline.exec_async(&mut self.shared).await?;
        Ok(())
    }

    /// One socket, 128 jobs per read. Their acknowledgement and deletion are sent together with the next read.
    async fn drain(&self, progress: Arc<Progress>) -> Outcome<()> {
        let no_timeout = redis::AsyncConnectionConfig::new().set_response_timeout(None);
        let mut own = self
            .client
            .get_multiplexed_async_connection_with_config(&no_timeout)
            .await?;
        let created: redis::RedisResult<()> = redis::cmd("XGROUP")
            .arg("CREATE")
            .arg(KEY)
            .arg(GROUP)
            .arg("0")
            .arg("MKSTREAM")
            .query_async(&mut own)
            .await;
        drop(created);
        let note = notes_latency(progress_total(&progress));
        let mut handled: Vec<String> = Vec::new();
        loop {
            let mut pipeline = redis::pipe();
            if !handled.is_empty() {
                pipeline
                    .cmd("XACK")
                    .arg(KEY)
                    .arg(GROUP)
                    .arg(&handled)
                    .ignore();
                pipeline.cmd("XDEL").arg(KEY).arg(&handled).ignore();
            }
            let last = progress.is_finished();
            if last {
                pipeline.exec_async(&mut own).await?;
                return Ok(());
            }
            pipeline
                .cmd("XREADGROUP")
                .arg("GROUP")
                .arg(GROUP)
                .arg("one")
                .arg("COUNT")
                .arg(BATCH)
                .arg("BLOCK")
                .arg(1_000);
            pipeline.arg("STREAMS").arg(KEY).arg(">");
            let (reply,): (StreamReadReply,) = pipeline.query_async(&mut own).await?;
            handled.clear();
            for entry in reply.keys.into_iter().flat_map(|key| key.ids) {
                let item: Vec<u8> = entry.get("j").ok_or("an entry without a job")?;
                progress.handle(&serde_json::from_slice(&item)?, note);
                handled.push(entry.id);
            }
        }
    }
}
