//! apalis with its Redis storage, with its defaults and in the fastest configuration that its documentation describes.

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::*;
use apalis_redis::{Config, RedisStorage};
use redis::aio::ConnectionManager;

use super::list::progress_total;
use super::{Contestant, Outcome, Payload, Progress, notes_latency};

/// A storage; `tuned` switches locks, results and events off, and polls every 10 ms.
#[derive(Clone)]
pub struct Apalis {
    storage: RedisStorage<Payload, ConnectionManager>,
}

impl std::fmt::Debug for Apalis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Apalis").finish_non_exhaustive()
    }
}

impl Apalis {
    /// On this connection.
    pub fn new(connection: ConnectionManager, tuned: bool) -> Self {
        let config = Config::default().queue(if tuned { "bench-tuned" } else { "bench" });
        let config = if tuned {
            config
                .lock_tasks(false)
                .persist_results(false)
                .emit_events(false)
                .batch_size(100)
                .heartbeat_interval(Duration::from_millis(10))
                .missed_heartbeats(10_000)
        } else {
            config
        };
        Self {
            storage: RedisStorage::new(connection).with_config(config),
        }
    }
}

impl Contestant for Apalis {
    async fn push(&mut self, job: Payload) -> Outcome<()> {
        self.storage
            .push(job)
            .await
            .map_err(|error| error.to_string())?;
        Ok(())
    }

    async fn push_many(&mut self, jobs: Vec<Payload>) -> Outcome<()> {
        self.storage
            .push_bulk(jobs)
            .await
            .map_err(|error| error.to_string())?;
        Ok(())
    }

    async fn drain(&self, progress: Arc<Progress>) -> Outcome<()> {
        let note = notes_latency(progress_total(&progress));
        let handler = move |job: Payload, worker: WorkerContext| {
            progress.handle(&job, note);
            if progress.is_finished() {
                // A second stop is refused; the first is enough.
                drop(worker.stop());
            }
            std::future::ready(Ok::<(), BoxDynError>(()))
        };
        let worker = WorkerBuilder::new("bench")
            .backend(self.storage.clone())
            .concurrency(64)
            .build(handler);
        worker.run().await.map_err(|error| error.to_string())?;
        Ok(())
    }
}
