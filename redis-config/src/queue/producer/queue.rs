//! The public queue: push, statistics, and dead letters.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::join;

use super::batch::PendingJob;
use super::batcher::Batcher;
use super::options::PushOptions;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::dead_letter::DeadLetter;
use crate::queue::engine::acl_commands::Role;
use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::preflight;
use crate::queue::engine::reply::RawDeadLetter;
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::QueueError;
use crate::queue::job::Job;
use crate::queue::job_id::JobId;
use crate::queue::stats::Stats;

/// The largest payload in bytes. Redis stores about 20 bytes more for each job.
pub const PAYLOAD_LIMIT: usize = 1024 * 1024;

/// How many dead letters one script call looks at.
const WINDOW: u64 = 500;

/// A queue of jobs `J` on the Redis instance `C`. Cheap to clone. Clones share one batcher, so create one queue and clone
/// it.
///
/// ```no_run
/// use redis_config::queue::{Job, Queue};
/// use redis_config::{Handle, RedisConfig};
///
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct SendEmail { to: String }
/// # impl Job for SendEmail { const QUEUE: &'static str = "emails"; }
/// async fn welcome<C: RedisConfig>(redis: &Handle<C>) -> Result<(), redis_config::queue::QueueError> {
///     let emails: Queue<C, SendEmail> = Queue::new(redis);
///     let id = emails.push(&SendEmail { to: "ada@example.com".into() }).await?;
///     println!("job {id} is in the queue");
///     Ok(())
/// }
/// ```
pub struct Queue<C: RedisConfig, J> {
    inner: Arc<Inner<C>>,
    name: &'static str,
    allow_eviction: bool,
    /// Here, so that only the constructor needs a [`Job`]: a type that is none is one error.
    encode: fn(&J) -> Result<Vec<u8>, QueueError>,
}

struct Inner<C: RedisConfig> {
    handle: Handle<C>,
    engine: Result<Engine, QueueError>,
    batcher: Option<Arc<Batcher<C>>>,
    /// The generation whose server does not evict jobs; 0 if none is known.
    policy_passed: AtomicU64,
    /// The generation whose user has the permissions of a producer; 0 if none is known.
    permissions_passed: AtomicU64,
}

impl<C: RedisConfig, J> Clone for Queue<C, J> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            ..*self
        }
    }
}

impl<C: RedisConfig, J> fmt::Debug for Queue<C, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<C: RedisConfig, J: Job> Queue<C, J> {
    /// The queue [`J::QUEUE`](Job::QUEUE) on the instance of `handle`. Sends nothing yet.
    ///
    /// Its keys begin with `{<namespace>:<queue>}:`, where the namespace is the instance's `key_prefix`, or `rc`.
    #[must_use]
    pub fn new(handle: &Handle<C>) -> Self {
        let engine = preflight::keys(handle, J::QUEUE).map(Engine::new);
        let batcher = engine
            .as_ref()
            .ok()
            .map(|engine| Arc::new(Batcher::new(handle.clone(), engine.clone())));
        Self {
            inner: Arc::new(Inner {
                handle: handle.clone(),
                engine,
                batcher,
                policy_passed: AtomicU64::new(0),
                permissions_passed: AtomicU64::new(0),
            }),
            name: J::QUEUE,
            allow_eviction: false,
            encode,
        }
    }
}

impl<C: RedisConfig, J> Queue<C, J> {
    /// Accepts a server whose `maxmemory-policy` may evict jobs. **Jobs can vanish without a trace.**
    #[must_use]
    pub fn allow_eviction(mut self) -> Self {
        self.allow_eviction = true;
        self
    }

    /// Pushes one job. `Ok` means that Redis has it.
    ///
    /// Pushes that arrive while a write of this queue is in flight are written together in the next one. If a reply is
    /// lost, the push is sent again until the instance's `response_timeout` is over. It never makes a second job.
    ///
    /// # Errors
    ///
    /// [`QueueError::OutcomeUnknown`] if no reply came in time; [`QueueError::TooLarge`] and [`QueueError::Codec`] before
    /// anything is sent; [`QueueError::OutOfMemory`]; [`QueueError::Redis`] for other errors of the server, if nothing was
    /// pushed.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the job may or may not be pushed, but never twice. To be sure, choose an id with
    /// [`push_with`](Self::push_with), and push again.
    pub async fn push(&self, job: &J) -> Result<JobId, QueueError> {
        self.push_with(job, PushOptions::new()).await
    }

    /// Pushes one job with a delay, or with an id of your choice.
    ///
    /// **Pushing the same id again makes no second job.** Redis remembers ids that callers chose for 24 hours, whether their
    /// jobs are waiting, done or dead. An id from [`QueueError::OutcomeUnknown`] works in the same way, in any process: Redis
    /// also remembers what each process pushed, until 24 hours after its last push, and for its last 16 batches of unknown
    /// outcome. Beyond these limits a second push of an id makes a second job. A job is never lost.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push), and [`QueueError::InvalidOption`] for a delay over a hundred years.
    ///
    /// # Cancel safety
    ///
    /// As [`push`](Self::push).
    pub async fn push_with(&self, job: &J, options: PushOptions) -> Result<JobId, QueueError> {
        let (delay, id) = options.resolve()?;
        let envelope = (self.encode)(job)?;
        self.preflight().await?;
        let job = PendingJob {
            envelope,
            delay,
            id,
        };
        self.batcher()?.push(job).await
    }

    /// Pushes many jobs, in order, up to 1,000 in one write. The ids are those of `jobs`, in order.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push). If one write of several failed, [`QueueError::Partial`] lists the jobs that are in the
    /// queue. Each write is accepted whole or not at all.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, each write may or may not happen, but none twice.
    pub async fn push_all(&self, jobs: &[J]) -> Result<Vec<JobId>, QueueError> {
        let envelopes = jobs
            .iter()
            .map(self.encode)
            .collect::<Result<Vec<_>, _>>()?;
        self.preflight().await?;
        self.batcher()?.push_all(envelopes).await
    }

    /// How many jobs the queue has, by state.
    ///
    /// # Errors
    ///
    /// [`QueueError::Redis`] if the server could not be asked.
    pub async fn stats(&self) -> Result<Stats, QueueError> {
        Ok(self.engine()?.stats(&mut self.inner.handle.conn()).await?)
    }

    /// The oldest dead letters, at most `limit` of them, oldest first.
    ///
    /// # Errors
    ///
    /// [`QueueError::Redis`] if the server could not be asked.
    pub async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        let mut found = Vec::new();
        while found.len() < limit {
            let most = WINDOW.min((limit - found.len()) as u64);
            let window = engine.dead(&mut conn, found.len() as u64, most).await?;
            let is_last = (window.len() as u64) < most;
            found.extend(window.into_iter().map(decode));
            if is_last {
                break;
            }
        }
        Ok(found)
    }

    /// Moves the dead letters with these ids back to the queue, with attempts and deliveries reset. Returns how many it
    /// moved.
    ///
    /// Reads the current dead letters once, 500 at a time, newest first. A million of them take seconds of the server's
    /// time, in steps of a millisecond. Other callers may redrive or purge at the same time.
    ///
    /// # Errors
    ///
    /// [`QueueError::Redis`] if the server could not be asked. Some dead letters may be redriven by then.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, some dead letters are redriven and some are not. None is lost.
    pub async fn redrive(&self, ids: &[JobId]) -> Result<u64, QueueError> {
        if ids.is_empty() {
            return Ok(0);
        }
        self.preflight_operator().await?;
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        let mut total = 0;
        for ids in ids.chunks(1_000) {
            // From the newest to the oldest: dead letters that other callers remove move the rest towards the head of the
            // list, which this loop reads last.
            let mut end = engine.stats(&mut conn).await?.dead;
            let mut left = ids.len() as u64;
            while left > 0 && end > 0 {
                let window = end.min(WINDOW);
                end -= window;
                let (_, moved) = engine.redrive(&mut conn, end, window, ids).await?;
                total += moved;
                left = left.saturating_sub(moved);
            }
        }
        Ok(total)
    }

    /// Moves all current dead letters back to the queue. Returns how many it moved.
    ///
    /// # Errors
    ///
    /// As [`redrive`](Self::redrive).
    ///
    /// # Cancel safety
    ///
    /// As [`redrive`](Self::redrive).
    pub async fn redrive_all(&self) -> Result<u64, QueueError> {
        self.preflight_operator().await?;
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        // Limited to the count at the start: a job that fails again at once is not redriven again.
        let (mut left, mut total) = (engine.stats(&mut conn).await?.dead, 0);
        while left > 0 {
            let window = left.min(WINDOW);
            let (seen, moved) = engine.redrive(&mut conn, 0, window, &[]).await?;
            total += moved;
            left -= seen.min(left);
            if seen < window {
                break;
            }
        }
        Ok(total)
    }

    /// Deletes all dead letters. Returns how many there were.
    ///
    /// # Errors
    ///
    /// [`QueueError::Redis`] if the server could not be asked.
    pub async fn purge_dead_letters(&self) -> Result<u64, QueueError> {
        Ok(self.engine()?.purge(&mut self.inner.handle.conn()).await?)
    }

    fn engine(&self) -> Result<&Engine, QueueError> {
        self.inner.engine.as_ref().map_err(QueueError::clone)
    }

    fn batcher(&self) -> Result<&Arc<Batcher<C>>, QueueError> {
        self.engine()?;
        self.inner.batcher.as_ref().ok_or(QueueError::Stopped)
    }

    /// The checks of a producer. Those that passed are not repeated under the same configuration.
    async fn preflight(&self) -> Result<(), QueueError> {
        let (inner, engine) = (&self.inner, self.engine()?);
        let permissions = inner.once(&inner.permissions_passed, async {
            preflight::check_permissions(&mut inner.handle.conn(), engine, Role::Producer).await
        });
        let policy = inner.once(&inner.policy_passed, async {
            inner.handle.forbid_eviction();
            preflight::check_policy(&mut inner.handle.conn()).await
        });
        if self.allow_eviction {
            return permissions.await;
        }
        let (permissions, policy) = join(permissions, policy).await;
        permissions.and(policy)
    }

    /// Redriving removes a dead letter before it pushes the job: a user that may not do both must do neither.
    async fn preflight_operator(&self) -> Result<(), QueueError> {
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        let permitted = preflight::check_permissions(&mut conn, engine, Role::Operator).await;
        permitted.unwrap_or(Ok(()))
    }
}

impl<C: RedisConfig> Inner<C> {
    /// Runs a check unless it passed for this generation. A failure is not remembered: an administrator may fix it. If the
    /// server could not be asked (`None`), the push is tried.
    async fn once(
        &self,
        passed: &AtomicU64,
        check: impl Future<Output = Option<Result<(), QueueError>>>,
    ) -> Result<(), QueueError> {
        let generation = self.handle.generation();
        if passed.load(Ordering::Relaxed) == generation {
            return Ok(());
        }
        if let Some(known) = check.await {
            known?;
            passed.store(generation, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn decode(dead: RawDeadLetter) -> DeadLetter {
    let failed_at = Duration::from_millis(dead.failed_at_ms);
    let header = Envelope::header(&dead.envelope).ok();
    DeadLetter {
        id: header.map_or(JobId::from_bytes([0; 16]), |header| header.id),
        reason: dead.reason,
        failed_at: UNIX_EPOCH
            .checked_add(failed_at)
            .unwrap_or_else(SystemTime::now),
        attempts: header.map_or(0, |header| header.attempts.into()),
        deliveries: header.map_or(0, |header| header.deliveries.into()),
        payload: match Envelope::decode(dead.envelope) {
            Ok(envelope) => envelope.payload().to_vec(),
            Err((_, bytes)) => bytes,
        },
    }
}

fn encode<J: Job>(job: &J) -> Result<Vec<u8>, QueueError> {
    let mut start = 0;
    let envelope = Envelope::encode(|to| {
        start = to.len();
        job.write(to)
    })
    .map_err(|error| QueueError::Codec(error.to_string()))?;
    let size = envelope.len() - start;
    if size > PAYLOAD_LIMIT {
        return Err(QueueError::TooLarge {
            size,
            limit: PAYLOAD_LIMIT,
        });
    }
    Ok(envelope)
}
