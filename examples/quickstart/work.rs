//! A worker process.

use std::error::Error;
use std::io::Read as _;
use std::process::ExitCode;
use std::time::Duration;

use redis_config::queue::{Context, Worker};
use redis_config_examples::instances::Redis;
use tokio::sync::oneshot;

use crate::count::{CountFile, handle};

/// How long the jobs of a dead worker stay claimed. Short for the demo; the default suits most services.
const LEASE: Duration = Duration::from_secs(2);

/// Handles jobs until standard input closes: the producer closed it, or has ended.
pub(crate) async fn run() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let redis = Redis::connect().await?;
    let concurrency = redis.jobs.config().worker_concurrency;
    let cache = redis.cache.clone();
    Worker::new(&redis.jobs, move |job: CountFile, context: Context| {
        handle(job, context, cache.clone())
    })
    .concurrency(concurrency.into())
    .lease(LEASE)
    .run_until(input_closed())
    .await?;
    Ok(ExitCode::SUCCESS)
}

async fn input_closed() {
    let (sender, closed) = oneshot::channel();
    // A separate thread: on shutdown the runtime would wait for a blocking read on one of its own threads.
    std::thread::spawn(move || {
        let _read = std::io::stdin().read_to_end(&mut Vec::new());
        let _sent = sender.send(());
    });
    let _closed = closed.await;
}
