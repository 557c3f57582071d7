//! `LPUSH` and `BRPOP` with the `redis` crate alone: the upper limit. It loses the jobs of a worker that dies.

use std::sync::Arc;

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

use super::{Contestant, Outcome, Payload, Progress, notes_latency};

const KEY: &str = "bench:list";

/// A plain list.
#[derive(Clone, Debug)]
pub struct List {
    /// For pushes.
    pub shared: MultiplexedConnection,
    /// For dedicated sockets.
    pub client: redis::Client,
}

impl Contestant for List {
    async fn push(&mut self, job: Payload) -> Outcome<()> {
        let () = self.shared.lpush(KEY, serde_json::to_vec(&job)?).await?;
        Ok(())
    }

    async fn push_many(&mut self, jobs: Vec<Payload>) -> Outcome<()> {
        let items = jobs
            .iter()
            .map(serde_json::to_vec)
            .collect::<Result<Vec<_>, _>>()?;
        let () = self.shared.lpush(KEY, items).await?;
        Ok(())
    }

    /// One socket, one job per `BRPOP`.
    async fn drain(&self, progress: Arc<Progress>) -> Outcome<()> {
        let no_timeout = redis::AsyncConnectionConfig::new().set_response_timeout(None);
        let mut own = self
            .client
            .get_multiplexed_async_connection_with_config(&no_timeout)
            .await?;
        let note = notes_latency(progress_total(&progress));
        while !progress.is_finished() {
            let item: Option<(String, Vec<u8>)> = own.brpop(KEY, 1.0).await?;
            if let Some((_, item)) = item {
                progress.handle(&serde_json::from_slice(&item)?, note);
            }
        }
        Ok(())
    }
}

/// Number of jobs to wait for.
pub(super) fn progress_total(progress: &Progress) -> u64 {
    progress.total
}
