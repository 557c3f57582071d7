//! The queue of `redis-config` with all guarantees.

use std::sync::Arc;

use redis_config::Handle;
use redis_config::queue::{Context, Job, Queue, Worker};

use super::list::progress_total;
use super::{Contestant, Outcome, Payload, Progress, notes_latency};
use crate::definition::BenchRedis;

impl Job for Payload {
    const QUEUE: &'static str = "bench";
}

/// A queue and its handle.
#[derive(Clone, Debug)]
pub struct Ours {
    handle: Handle<BenchRedis>,
    queue: Queue<BenchRedis, Payload>,
}

impl Ours {
    /// On this handle.
    pub fn new(handle: Handle<BenchRedis>) -> Self {
        let queue = Queue::new(&handle);
        Self { handle, queue }
    }
}

impl Contestant for Ours {
    async fn push(&mut self, job: Payload) -> Outcome<()> {
        self.queue.push(&job).await?;
        Ok(())
    }

    async fn push_many(&mut self, jobs: Vec<Payload>) -> Outcome<()> {
        self.queue.push_all(&jobs).await?;
        Ok(())
    }

    async fn drain(&self, progress: Arc<Progress>) -> Outcome<()> {
        let note = notes_latency(progress_total(&progress));
        let counted = Arc::clone(&progress);
        let handler = move |job: Payload, _: Context| {
            counted.handle(&job, note);
            std::future::ready(())
        };
        Worker::new(&self.handle, handler)
            .concurrency(256)
            .run_until(async move { progress.finished().await })
            .await?;
        Ok(())
    }
}
