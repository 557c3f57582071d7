//! The queue as its users see it.

use std::fmt;
use std::marker::PhantomData;
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
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::QueueError;
use crate::queue::job::Job;
use crate::queue::job_id::JobId;
use crate::queue::stats::Stats;

/// Most bytes of a payload. The rest of what Redis stores per job, about 20 bytes, comes on top.
pub const PAYLOAD_LIMIT: usize = 1024 * 1024;

/// Letters that one script call looks at.
const WINDOW: u64 = 500;

/// A queue of jobs `J` on the Redis instance `C`. Cheap to clone; clones share one batcher, so keep one and clone it.
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
pub struct Queue<C, J> {
    inner: Arc<Inner<C>>,
    allow_eviction: bool,
    _job: PhantomData<fn() -> J>,
}

struct Inner<C> {
    handle: Handle<C>,
    engine: Result<Engine, QueueError>,
    batcher: Option<Arc<Batcher<C>>>,
    /// Number of the configuration whose server is known not to evict jobs; 0 for none yet.
    accepted: AtomicU64,
    /// Number of the configuration whose user is known to be allowed what a producer needs; 0 for none yet.
    permitted: AtomicU64,
}

impl<C, J> Clone for Queue<C, J> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            allow_eviction: self.allow_eviction,
            _job: PhantomData,
        }
    }
}

impl<C, J: Job> fmt::Debug for Queue<C, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("name", &J::QUEUE)
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
                accepted: AtomicU64::new(0),
                permitted: AtomicU64::new(0),
            }),
            allow_eviction: false,
            _job: PhantomData,
        }
    }

    /// Accepts a server whose `maxmemory-policy` may evict jobs. **Jobs can vanish without a trace.**
    #[must_use]
    pub fn allow_eviction(mut self) -> Self {
        self.allow_eviction = true;
        self
    }

    /// Pushes one job. `Ok` means that Redis has it.
    ///
    /// Pushes that arrive while another write of this queue is under way go together in the next one. A push whose
    /// answer is lost is sent again for the instance's `response_timeout`, and never makes a second job.
    ///
    /// # Errors
    ///
    /// [`QueueError::OutcomeUnknown`] if the answer stayed away; [`QueueError::TooLarge`], [`QueueError::Codec`] before
    /// anything is sent; [`QueueError::OutOfMemory`]; [`QueueError::Redis`] for everything else the server says: then
    /// nothing was pushed.
    ///
    /// # Cancel safety
    ///
    /// A push whose future is dropped may or may not happen, but never twice. To know, use an id of your own with
    /// [`push_with`](Self::push_with), and push again.
    pub async fn push(&self, job: &J) -> Result<JobId, QueueError> {
        self.push_with(job, PushOptions::new()).await
    }

    /// Pushes one job with a delay, or with an id of your own.
    ///
    /// **The same id makes no second job**: Redis remembers ids given by callers for 24 hours, whether their jobs are
    /// waiting, done or dead. An id out of [`QueueError::OutcomeUnknown`] counts as one, from any process: Redis also
    /// remembers what each pushing process wrote, until it has been silent for 24 hours and for its last 16 batches of
    /// unknown outcome. Past these bounds a second push of an id makes a second job; it never loses one.
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
        let item = encode(job)?;
        self.check().await?;
        self.batcher()?.push(PendingJob { item, delay, id }).await
    }

    /// Pushes many jobs, in order, up to 1,000 in one write. The ids are those of `jobs`, in order.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push). If one write of several failed, [`QueueError::Partial`] tells which jobs are in the
    /// queue; each write is accepted whole or not at all.
    ///
    /// # Cancel safety
    ///
    /// Dropped, any of the writes may or may not happen, none twice.
    pub async fn push_all(&self, jobs: &[J]) -> Result<Vec<JobId>, QueueError> {
        let items = jobs.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
        self.check().await?;
        self.batcher()?.push_all(items).await
    }

    /// How many jobs there are, by where they are.
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
        let mut letters = Vec::new();
        while letters.len() < limit {
            let most = WINDOW.min((limit - letters.len()) as u64);
            let some = engine.dead(&mut conn, letters.len() as u64, most).await?;
            let last = (some.len() as u64) < most;
            letters.extend(some.into_iter().map(|letter| {
                let failed_at = UNIX_EPOCH
                    .checked_add(Duration::from_millis(letter.failed_at_ms))
                    .unwrap_or_else(SystemTime::now);
                let header = Envelope::header(&letter.item).ok();
                let payload = match Envelope::decode(letter.item) {
                    Ok(item) => item.payload().to_vec(),
                    Err((_, bytes)) => bytes,
                };
                DeadLetter {
                    id: header.map_or(JobId::from_bytes([0; 16]), |header| header.id),
                    reason: letter.reason,
                    failed_at,
                    attempts: header.map_or(0, |header| header.attempts.into()),
                    deliveries: header.map_or(0, |header| header.deliveries.into()),
                    payload,
                }
            }));
            if last {
                break;
            }
        }
        Ok(letters)
    }

    /// Puts the dead letters with these ids back into the queue, attempts and deliveries counted from nothing.
    /// Answers how many there were.
    ///
    /// Looks through the dead letters of this moment once, 500 at a time, newest first: with a million of them that takes
    /// the server seconds of work, in pieces of a millisecond. Others may redrive or purge meanwhile: what is
    /// still there is found.
    ///
    /// # Errors
    ///
    /// [`QueueError::Redis`] if the server could not be asked; some letters may be redriven by then.
    ///
    /// # Cancel safety
    ///
    /// Dropped, some letters are redriven and some are not; none is lost.
    pub async fn redrive(&self, ids: &[JobId]) -> Result<u64, QueueError> {
        if ids.is_empty() {
            return Ok(0);
        }
        self.check_operator().await?;
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        let mut total = 0;
        for ids in ids.chunks(1_000) {
            // From the newest to the oldest: letters that others take away meanwhile move the rest towards the head,
            // where this has yet to look.
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

    /// Puts all dead letters of this moment back into the queue. Answers how many there were.
    ///
    /// # Errors
    ///
    /// As [`redrive`](Self::redrive).
    ///
    /// # Cancel safety
    ///
    /// As [`redrive`](Self::redrive).
    pub async fn redrive_all(&self) -> Result<u64, QueueError> {
        self.check_operator().await?;
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        // Counted first: a job that dies again meanwhile is not redriven for ever.
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

    /// Deletes all dead letters. Answers how many there were.
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

    /// Whether this server, and what its user may do, are fit for jobs.
    async fn check(&self) -> Result<(), QueueError> {
        let (permitted, policy) = join(self.check_permissions(), self.check_policy()).await;
        permitted.and(policy)
    }

    async fn check_permissions(&self) -> Result<(), QueueError> {
        let generation = self.inner.handle.generation();
        if self.inner.permitted.load(Ordering::Relaxed) == generation {
            return Ok(());
        }
        let engine = self.engine()?;
        let mut conn = self.inner.handle.conn();
        match preflight::check_permissions(&mut conn, engine, Role::Producer).await {
            // A user that lacks something may be given it: that is not remembered.
            Some(Ok(())) => {
                self.inner.permitted.store(generation, Ordering::Relaxed);
                Ok(())
            }
            Some(Err(error)) => Err(error),
            None => Ok(()),
        }
    }

    /// Redriving takes a letter away before it puts the job back: a user that may not do both does neither.
    async fn check_operator(&self) -> Result<(), QueueError> {
        let (engine, mut conn) = (self.engine()?, self.inner.handle.conn());
        let permitted = preflight::check_permissions(&mut conn, engine, Role::Operator).await;
        permitted.unwrap_or(Ok(()))
    }

    async fn check_policy(&self) -> Result<(), QueueError> {
        if self.allow_eviction {
            return Ok(());
        }
        let generation = self.inner.handle.generation();
        if self.inner.accepted.load(Ordering::Relaxed) == generation {
            return Ok(());
        }
        self.inner.handle.forbid_eviction();
        match preflight::check_policy(&mut self.inner.handle.conn()).await {
            Some(known) => {
                known?;
                self.inner.accepted.store(generation, Ordering::Relaxed);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn encode<J: Job>(job: &J) -> Result<Vec<u8>, QueueError> {
    let mut start = 0;
    let item = Envelope::encode(|to| {
        start = to.len();
        job.write(to)
    })
    .map_err(|error| QueueError::Codec(error.to_string()))?;
    let size = item.len() - start;
    if size > PAYLOAD_LIMIT {
        return Err(QueueError::TooLarge {
            size,
            limit: PAYLOAD_LIMIT,
        });
    }
    Ok(item)
}
