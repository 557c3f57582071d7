//! The worker as its users see it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use redis_config_rules::job;
use tokio_util::sync::CancellationToken;

use super::event_loop::WorkerLoop;
use super::handler::context::Context;
use super::handler::outcome::Outcome;
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::backoff::Backoff;
use crate::queue::engine::preflight;
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::QueueError;
use crate::queue::job::Job;

/// How a worker works.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) concurrency: usize,
    pub(crate) lease: Duration,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_attempts: u32,
    pub(crate) max_deliveries: u32,
    pub(crate) backoff: Backoff,
    pub(crate) shutdown_timeout: Duration,
    pub(crate) allow_eviction: bool,
}

/// Runs the jobs `J` of a queue on the Redis instance `C`.
///
/// | option | default | what |
/// |---|---|---|
/// | [`concurrency`](Self::concurrency) | 16 | jobs run at once |
/// | [`lease`](Self::lease) | 30 s | after a worker vanished, its jobs are given to others when this has passed |
/// | [`timeout`](Self::timeout) | none | of one attempt |
/// | [`max_attempts`](Self::max_attempts) | 25 | failed attempts that make a dead letter |
/// | [`max_deliveries`](Self::max_deliveries) | 5 | vanished workers that make a dead letter, reason "crash loop" |
/// | [`backoff`](Self::backoff) | 1 s doubling to 1 h | pause between attempts |
/// | [`shutdown_timeout`](Self::shutdown_timeout) | 30 s | for running jobs when the worker is told to stop |
///
/// A [`Job`] may come with its own `timeout`, `max_attempts` and `backoff`: they take the place of these defaults, and an
/// option that is given here wins.
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
pub struct Worker<C, J, H> {
    handle: Handle<C>,
    handler: Arc<H>,
    options: Options,
    token: CancellationToken,
    _job: PhantomData<fn(J)>,
}

impl<C, J: Job, H> fmt::Debug for Worker<C, J, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("queue", &J::QUEUE)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<C, J, H, F, O> Worker<C, J, H>
where
    C: RedisConfig,
    J: Job,
    H: Fn(J, Context) -> F + Send + Sync + 'static,
    F: Future<Output = O> + Send + 'static,
    O: Outcome,
{
    /// A worker that gives each job to `handler`, which returns `()` or a `Result<(), E>`. An error, a panic or a
    /// timeout is a failed attempt.
    ///
    /// Sends nothing before [`run_until`](Self::run_until).
    #[must_use]
    pub fn new(handle: &Handle<C>, handler: H) -> Self {
        Self {
            handle: handle.clone(),
            handler: Arc::new(handler),
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
            _job: PhantomData,
        }
    }

    /// How many jobs run at once, each in a task of its own: 1 to 65,536, by default 16.
    ///
    /// While jobs are short, some more are fetched ahead, at most 128; ahead of a job that turns out long they go back.
    #[must_use]
    pub fn concurrency(mut self, jobs: usize) -> Self {
        self.options.concurrency = jobs;
        self
    }

    /// How long a job stays with a worker that is not heard of: at least 100 ms, by default 30 s. A living worker renews
    /// it every third of that, so jobs may take much longer. A handler that blocks the runtime's threads stops that.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.options.lease = lease;
        self
    }

    /// The longest time of one attempt: at least 1 ms; by default there is none but the job's own. The handler is dropped
    /// at its next `await`.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How many attempts may fail before a job becomes a dead letter: 1 to 255, by default 25, which with the default
    /// back-off is about ten hours.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = attempts;
        self
    }

    /// How many workers may vanish with a job before it becomes a dead letter, reason "crash loop": 1 to 255, by default 5.
    ///
    /// Only a worker that dies, or is cut off for longer than its lease, counts; a failed attempt does not. From the
    /// second delivery on a job is taken alone, and from the third on it runs alone in its process (for at most one
    /// lease), so that it takes no other with it.
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

    /// How long running jobs may go on when the worker is told to stop, by default 30 s. Then their contexts are
    /// cancelled; one second later those still running are dropped and go back to the queue.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.options.shutdown_timeout = timeout;
        self
    }

    /// Stops the worker when `token` is cancelled, and cancels the contexts of running jobs at once; they have the
    /// [`shutdown_timeout`](Self::shutdown_timeout) to end. To let them finish instead, stop by the future of
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

    /// Works until `stop` ends, whatever its value. Then takes no more jobs, waits for the running ones as
    /// [`shutdown_timeout`](Self::shutdown_timeout) says, and gives back what is not finished.
    ///
    /// No trouble with Redis ends it: it goes on trying, with growing pauses of up to 2 s, through outages, restarts, a
    /// full memory and refused credentials, which the handle's [`state`](Handle::state) shows.
    ///
    /// When the instance is [switched](Handle::switch), it claims from the target at once; jobs that run are ended where
    /// they were claimed. Jobs that wait at the server that was left stay there.
    ///
    /// # Errors
    ///
    /// [`QueueError::InvalidName`] and [`QueueError::InvalidOption`] at once; [`QueueError::EvictionPolicy`] and
    /// [`QueueError::SchemaNewer`] when the server says so; [`QueueError::PermissionDenied`] if its user may not do a
    /// worker's work, before it takes a job.
    ///
    /// # Cancel safety
    ///
    /// Dropped, its handlers are dropped too, at their next `await`; their jobs run again when the lease has passed, as
    /// after a crash. Let `stop` end instead.
    pub async fn run_until<S: Future>(self, stop: S) -> Result<Summary, QueueError> {
        let engine = Engine::new(preflight::keys(&self.handle, J::QUEUE)?);
        self.options.check()?;
        if !self.options.allow_eviction {
            self.handle.forbid_eviction();
        }
        let (run, reported) =
            WorkerLoop::new(self.handle, engine, self.handler, self.options, self.token);
        run.until(reported, stop).await
    }
}

impl Options {
    fn check(&self) -> Result<(), QueueError> {
        let wrong = |option, rule| Err(QueueError::InvalidOption { option, rule });
        if !(1..=65_536).contains(&self.concurrency) {
            return wrong("concurrency", "must be 1 to 65,536");
        }
        if self.lease < Duration::from_millis(100) || self.lease > Duration::from_secs(86_400) {
            return wrong("lease", "must be 100 ms to one day");
        }
        if self.timeout.is_some_and(|timeout| timeout < job::SHORTEST) {
            return wrong("timeout", "must be at least 1 ms");
        }
        if !(1..=job::MOST_ATTEMPTS).contains(&self.max_attempts) {
            return wrong("max_attempts", "must be 1 to 255");
        }
        if !(1..=255).contains(&self.max_deliveries) {
            return wrong("max_deliveries", "must be 1 to 255");
        }
        Ok(())
    }
}
