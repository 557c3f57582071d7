//! The contestants of the queue benchmark.

pub mod apalis;
pub mod list;
pub mod ours;
pub mod streams;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

/// The result type of every contestant.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A job of 64 bytes as JSON, the same for every contestant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payload {
    /// When it was pushed, microseconds since the start of the program.
    pub at: u64,
    /// Padding.
    pub text: String,
}

impl Payload {
    /// A job with its creation time.
    pub fn now(epoch: Instant) -> Self {
        Self {
            at: u64::try_from(epoch.elapsed().as_micros()).unwrap_or(u64::MAX),
            text: "x".repeat(34),
        }
    }
}

/// A queue under measurement. Each method starts from an empty server.
pub trait Contestant: Clone + Send + Sync + 'static {
    /// Pushes one job and returns once it is accepted.
    fn push(&mut self, job: Payload) -> impl Future<Output = Outcome<()>> + Send;
    /// Pushes many in the way its documentation recommends.
    fn push_many(&mut self, jobs: Vec<Payload>) -> impl Future<Output = Outcome<()>> + Send;
    /// Runs a worker with a no-op handler until `progress` reports that all are done, and everything is acknowledged.
    fn drain(&self, progress: Arc<Progress>) -> impl Future<Output = Outcome<()>>;
}

/// Counts the handler's calls.
#[derive(Debug)]
pub struct Progress {
    epoch: Instant,
    total: u64,
    done: AtomicU64,
    latency: std::sync::Mutex<Vec<u64>>,
    finished: Notify,
}

impl Progress {
    /// Waits for `total` jobs.
    pub fn new(epoch: Instant, total: u64) -> Arc<Self> {
        Arc::new(Self {
            epoch,
            total,
            done: AtomicU64::new(0),
            latency: std::sync::Mutex::default(),
            finished: Notify::new(),
        })
    }

    /// The handler: records the latency of the job, if requested.
    pub fn handle(&self, job: &Payload, note: bool) {
        if note {
            let age = u64::try_from(self.epoch.elapsed().as_micros())
                .unwrap_or(u64::MAX)
                .saturating_sub(job.at);
            if let Ok(mut latency) = self.latency.lock() {
                latency.push(age);
            }
        }
        if self.done.fetch_add(1, Ordering::AcqRel) + 1 >= self.total {
            self.finished.notify_waiters();
            self.finished.notify_one();
        }
    }

    /// How many jobs were handled.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Acquire)
    }

    /// Resolves when all were handled.
    pub async fn finished(&self) {
        while self.done() < self.total {
            let notified = self.finished.notified();
            if self.done() >= self.total {
                return;
            }
            notified.await;
        }
    }

    /// Whether all were handled.
    pub fn is_finished(&self) -> bool {
        self.done() >= self.total
    }

    /// Ages of the jobs when their handler started, in microseconds, sorted.
    pub fn latencies(&self) -> Vec<u64> {
        let mut all = self.latency.lock().map(|l| l.clone()).unwrap_or_default();
        all.sort_unstable();
        all
    }
}

/// Whether handlers record their latency: only for a few jobs, one at a time.
pub const fn notes_latency(total: u64) -> bool {
    total <= 1_000
}

/// Pushes per second, one task after the other.
///
/// # Errors
///
/// Those of the contestant.
pub async fn push_rate<C: Contestant>(
    contestant: &C,
    epoch: Instant,
    tasks: usize,
    window: Duration,
) -> Outcome<f64> {
    let start = Instant::now();
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let mut contestant = contestant.clone();
            tokio::spawn(async move {
                let mut count = 0_u64;
                while start.elapsed() < window {
                    contestant.push(Payload::now(epoch)).await?;
                    count += 1;
                }
                Outcome::Ok(count)
            })
        })
        .collect();
    let mut count = 0;
    for task in tasks {
        count += task.await??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Pushes batches of a thousand.
///
/// # Errors
///
/// Those of the contestant.
pub async fn bulk_rate<C: Contestant>(
    contestant: &C,
    epoch: Instant,
    window: Duration,
) -> Outcome<f64> {
    let mut contestant = contestant.clone();
    let (mut count, start) = (0_u64, Instant::now());
    while start.elapsed() < window {
        contestant
            .push_many(vec![Payload::now(epoch); 1_000])
            .await?;
        count += 1_000;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Drains `total` jobs that are already in the queue.
///
/// # Errors
///
/// Those of the contestant, and a text where it did not finish in 20 s.
pub async fn drain_rate<C: Contestant>(contestant: &C, epoch: Instant, total: u64) -> Outcome<f64> {
    let mut pusher = contestant.clone();
    for _ in 0..total / 1_000 {
        pusher.push_many(vec![Payload::now(epoch); 1_000]).await?;
    }
    let progress = Progress::new(epoch, total);
    let start = Instant::now();
    limited(contestant, &progress).await?;
    Ok(total as f64 / start.elapsed().as_secs_f64())
}

/// Pushes `total` jobs one by one to an idle worker. Returns median and 99th percentile in microseconds.
///
/// # Errors
///
/// Those of the contestant, and a text where it did not finish in 20 s.
pub async fn idle_latency<C: Contestant>(
    contestant: &C,
    epoch: Instant,
    total: u64,
) -> Outcome<(f64, f64)> {
    let progress = Progress::new(epoch, total);
    let mut pusher = contestant.clone();
    let watched = Arc::clone(&progress);
    let push = tokio::spawn(async move {
        // The worker attaches and goes to sleep first.
        tokio::time::sleep(Duration::from_millis(100)).await;
        for index in 0..total {
            pusher.push(Payload::now(epoch)).await?;
            while watched.done() <= index {
                tokio::time::sleep(Duration::from_micros(200)).await;
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        Outcome::Ok(())
    });
    let outcome = limited(contestant, &progress).await;
    push.abort();
    outcome?;
    let all = progress.latencies();
    let at = |share: f64| {
        all.get((all.len() as f64 * share) as usize)
            .copied()
            .unwrap_or(u64::MAX) as f64
    };
    Ok((at(0.5), at(0.99)))
}

async fn limited<C: Contestant>(contestant: &C, progress: &Arc<Progress>) -> Outcome<()> {
    match tokio::time::timeout(
        Duration::from_secs(20),
        contestant.drain(Arc::clone(progress)),
    )
    .await
    {
        Ok(outcome) => outcome,
        Err(_) => Err(format!("{} of {} handled in 20 s", progress.done(), progress.total).into()),
    }
}
