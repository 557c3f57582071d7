//! The public worker: its options, and how it is started.

use std::fmt;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::event_loop::WorkerLoop;
use super::handler::attempt::Runner;
use super::handler::context::Context;
use super::handler::outcome::Outcome;
use super::options::Options;
use super::state::WorkerState;
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::backoff::Backoff;
use crate::queue::engine::preflight;
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::QueueError;
use crate::queue::job::Job;

/// Runs the jobs of a queue on the Redis instance `C`.
///
/// | option | default | meaning |
/// |---|---|---|
/// | [`concurrency`](Self::concurrency) | 16 | jobs that run at once |
/// | [`lease`](Self::lease) | 30 s | how long after a worker vanished its jobs go to others |
/// | [`timeout`](Self::timeout) | none | limit of one attempt |
/// | [`max_attempts`](Self::max_attempts) | 25 | failed attempts after which a job becomes a dead letter |
/// | [`max_deliveries`](Self::max_deliveries) | 5 | vanished workers after which it becomes one, reason "crash loop" |
/// | [`backoff`](Self::backoff) | 1 s doubling to 1 h | pause between attempts |
/// | [`shutdown_timeout`](Self::shutdown_timeout) | 30 s | how long running jobs may take after a stop |
///
/// A [`Job`] may have its own `timeout`, `max_attempts` and `backoff`, which replace these defaults. An option that is set
/// here overrides both.
///
/// ```no_run
/// use redis_config::queue::{Context, Job, Worker};
/// use redis_config::{Handle, RedisConfig};
///
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct SendEmail { to: String }
/// # impl Job for SendEmail { const QUEUE: &'static str = "emails"; }
/// # async fn send(_: &SendEmail) -> Result<(), std::io::Error> { Ok(()) }
/// async fn work<C: RedisConfig>(redis: &Handle<C>) -> Result<(), redis_config::queue::QueueError> {
///     let summary = Worker::new(redis, |job: SendEmail, _ctx: Context| async move { send(&job).await })
///         .concurrency(64)
///         .run_until(std::future::pending::<()>()) // or tokio::signal::ctrl_c()
///         .await?;
///     println!("{} done", summary.done);
///     Ok(())
/// }
/// ```
pub struct Worker<C: RedisConfig> {
    handle: Handle<C>,
    queue: &'static str,
    runner: Runner,
    options: Options,
    token: CancellationToken,
}

impl<C: RedisConfig> fmt::Debug for Worker<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("queue", &self.queue)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<C: RedisConfig> Worker<C> {
    /// Creates a worker that runs `handler` for each job. The handler returns `()` or a `Result<(), E>`; an error, a panic
    /// or a timeout is a failed attempt.
    ///
    /// Sends nothing before [`run_until`](Self::run_until).
    #[must_use]
    pub fn new<J, H, F, O>(handle: &Handle<C>, handler: H) -> Self
    where
        J: Job,
        H: Fn(J, Context) -> F + Send + Sync + 'static,
        F: Future<Output = O> + Send + 'static,
        O: Outcome,
    {
        Self {
            handle: handle.clone(),
            queue: J::QUEUE,
            runner: Runner::new(handler),
            options: Options {
                concurrency: 16,
                lease: Duration::from_secs(30),
                timeout: J::TIMEOUT,
                max_attempts: J::MAX_ATTEMPTS.unwrap_or(25),
                max_deliveries: 5,
                backoff: J::BACKOFF.unwrap_or_default(),
                shutdown_timeout: Duration::from_secs(30),
                allow_eviction: false,
            },
            token: CancellationToken::new(),
        }
    }

    /// How many jobs run at once, each in its own task: 1 to 65,536, by default 16.
    ///
    /// While jobs are short, up to 128 more are prefetched. They are returned to the queue if a job turns out to be long.
    #[must_use]
    pub fn concurrency(mut self, jobs: usize) -> Self {
        self.options.concurrency = jobs;
        self
    }

    /// How long a job stays with a worker that has vanished: at least 100 ms, by default 30 s. A running worker renews its
    /// leases three times in that time, so jobs may take much longer. A handler that blocks the threads of the runtime
    /// prevents the renewal.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.options.lease = lease;
        self
    }

    /// The limit of one attempt: at least 1 ms. The default is that of the job, or none. The handler is dropped at its next
    /// `await`.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How many attempts may fail before a job becomes a dead letter: 1 to 255, by default 25. With the default back-off
    /// that takes about ten hours.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = attempts;
        self
    }

    /// How many workers may vanish with a job before it becomes a dead letter, reason "crash loop": 1 to 255, by default 5.
    ///
    /// Only a worker that dies, or is disconnected for longer than its lease, counts; a failed attempt does not. From the
    /// second delivery on, a job is claimed alone. From the third on, it runs alone in its process, for at most one lease,
    /// so that no other job is lost with it.
    #[must_use]
    pub fn max_deliveries(mut self, deliveries: u32) -> Self {
        self.options.max_deliveries = deliveries;
        self
    }

    /// The pause before the next attempt of a job that failed.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.options.backoff = backoff;
        self
    }

    /// How long running jobs may take after the worker is asked to stop, by default 30 s. Then their contexts are
    /// cancelled. Jobs that still run one second later are dropped and return to the queue.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.options.shutdown_timeout = timeout;
        self
    }

    /// Stops the worker when `token` is cancelled. The contexts of running jobs are cancelled at once, and the jobs have the
    /// [`shutdown_timeout`](Self::shutdown_timeout) to return. To let them finish instead, stop with the future of
    /// [`run_until`](Self::run_until).
    #[must_use]
    pub fn cancel_token(mut self, token: CancellationToken) -> Self {
        self.token = token;
        self
    }

    /// Accepts a server whose `maxmemory-policy` may evict jobs. **Jobs can vanish without a trace.**
    #[must_use]
    pub fn allow_eviction(mut self) -> Self {
        self.options.allow_eviction = true;
        self
    }

    /// Works until `stop` completes, with any value. Then claims no more jobs, waits for the running ones for the
    /// [`shutdown_timeout`](Self::shutdown_timeout), and returns unfinished jobs to the queue.
    ///
    /// Errors of Redis do not end the worker. It retries through outages, restarts, a full memory and refused credentials,
    /// with growing pauses of up to 2 s. The handle's [`state`](Handle::state) shows the problem.
    ///
    /// After a [switch](Handle::switch) it claims from the new server at once. Running jobs are settled at the server where
    /// they were claimed. Jobs that wait in the queue of the old server stay there.
    ///
    /// # Errors
    ///
    /// [`QueueError::InvalidName`] and [`QueueError::InvalidOption`] at once; [`QueueError::EvictionPolicy`] and
    /// [`QueueError::SchemaNewer`] once the server is known; [`QueueError::PermissionDenied`], before the first claim, if the
    /// ACL user lacks a permission.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the handlers are dropped too, at their next `await`. Their jobs run again after the lease,
    /// as after a crash. Complete `stop` instead.
    pub async fn run_until<S: Future>(self, stop: S) -> Result<Summary, QueueError> {
        let engine = Engine::new(preflight::keys(&self.handle, self.queue)?);
        self.options.check()?;
        if !self.options.allow_eviction {
            self.handle.forbid_eviction();
        }
        let state = WorkerState::new(self.queue, self.handle.clone(), engine, self.options);
        WorkerLoop::new(state, self.handle, self.runner, self.token)
            .run(stop)
            .await
    }
}
