//! Many pushes in one write.
//!
//! While a write is in progress, new pushes wait in a list, and the next write takes them all. There is no timer: an idle
//! queue writes a push at once, and a busy one writes as many together as came during one round trip.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::RedisError;
use tokio::sync::oneshot;

use super::batch::{Batch, PendingJob, PendingJobs, PendingPush, Producer};
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::backoff::Backoff;
use crate::queue::engine::limits::{BATCH_BYTES, PUSH_LIMIT, SCHEMA};
use crate::queue::engine::reply::Pushed;
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::{QueueError, is_transient, may_have_run};
use crate::queue::job_id::JobId;
use crate::sync::Mutex;

/// How often the record of a producer in use is updated: far more often than records expire.
const RECORD_USE: Duration = Duration::from_secs(60);
/// The pauses between copies of a write.
const RETRY: Backoff = Backoff::exponential(Duration::from_millis(5), Duration::from_millis(200));

/// Writes pushes one batch at a time, so that Redis sees the counters of this producer in order.
///
/// A write whose reply is lost is sent again. Redis finds by its first counter whether it has run.
pub(crate) struct Batcher<C: RedisConfig> {
    handle: Handle<C>,
    engine: Engine,
    state: Mutex<State>,
}

struct State {
    /// Some caller or task is the writer. It takes everything pending before it stops.
    is_writing: bool,
    pending: VecDeque<PendingPush>,
    producer: Producer,
    /// When the time of use in the record of the producer was last updated.
    use_recorded_at: Option<Instant>,
}

impl<C: RedisConfig> Batcher<C> {
    pub(crate) fn new(handle: Handle<C>, engine: Engine) -> Self {
        Self {
            handle,
            engine,
            state: Mutex::new(State {
                is_writing: false,
                pending: VecDeque::new(),
                producer: Producer::new(),
                use_recorded_at: None,
            }),
        }
    }

    /// Pushes one job. If there is no writer, this call is: without a task, and without a switch between tasks.
    pub(crate) async fn push(self: &Arc<Self>, job: PendingJob) -> Result<JobId, QueueError> {
        let (reply_to, reply) = oneshot::channel();
        let writer = self.submit([PendingPush {
            bytes: job.envelope.len(),
            jobs: PendingJobs::One(job),
            reply_to,
        }]);
        if let Some(writer) = writer {
            writer.write_one().await;
        }
        reply.await.unwrap_or(Err(QueueError::Stopped))
    }

    /// Pushes many jobs without ids of their own, in as many writes as it takes.
    pub(crate) async fn push_all(
        self: &Arc<Self>,
        envelopes: Vec<Vec<u8>>,
    ) -> Result<Vec<JobId>, QueueError> {
        let mut ids = Vec::with_capacity(envelopes.len());
        let mut replies = Vec::new();
        let mut pushes = Vec::new();
        let mut envelopes = envelopes.into_iter().peekable();
        while envelopes.peek().is_some() {
            let (mut jobs, mut bytes) = (Vec::new(), 0);
            while let Some(envelope) = envelopes.next_if(|envelope| {
                jobs.is_empty()
                    || (jobs.len() < PUSH_LIMIT && bytes + envelope.len() <= BATCH_BYTES)
            }) {
                bytes += envelope.len();
                jobs.push(PendingJob {
                    envelope,
                    delay: 0,
                    id: None,
                });
            }
            let (reply_to, reply) = oneshot::channel();
            replies.push((jobs.len(), reply));
            pushes.push(PendingPush {
                jobs: PendingJobs::Many(jobs),
                bytes,
                reply_to,
            });
        }
        if let Some(writer) = self.submit(pushes) {
            writer.spawn();
        }
        let mut failed = None;
        let mut unknown = Vec::new();
        for (len, reply) in replies {
            match reply.await.unwrap_or(Err(QueueError::Stopped)) {
                Ok(first) => ids.extend((0..len).map(|n| first.plus(n))),
                Err(QueueError::OutcomeUnknown { ids, source }) => {
                    unknown.extend(ids);
                    failed.get_or_insert(QueueError::Redis(source));
                }
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
        let Some(error) = failed else {
            return Ok(ids);
        };
        let error = match error {
            QueueError::Redis(source) if !unknown.is_empty() => QueueError::OutcomeUnknown {
                ids: unknown,
                source,
            },
            error => error,
        };
        Err(if ids.is_empty() {
            error
        } else {
            QueueError::Partial {
                pushed: ids,
                source: Box::new(error),
            }
        })
    }

    /// Adds pushes. Returns the right to write if there is no writer.
    fn submit(
        self: &Arc<Self>,
        pushes: impl IntoIterator<Item = PendingPush>,
    ) -> Option<Writer<C>> {
        let mut state = self.state.lock();
        state.pending.extend(pushes);
        if state.is_writing || state.pending.is_empty() {
            return None;
        }
        state.is_writing = true;
        Some(Writer {
            batcher: self.clone(),
            role: WriterRole::Caller,
        })
    }

    /// Ends the right to write if nothing is pending, and returns whether it did.
    fn stop_if_idle(&self) -> bool {
        let mut state = self.state.lock();
        state.is_writing = !state.pending.is_empty();
        !state.is_writing
    }

    /// The next batch, or `None`; then the right to write has ended.
    fn take(&self) -> Option<Batch> {
        let mut state = self.state.lock();
        if state.pending.is_empty() {
            state.is_writing = false;
            return None;
        }
        // Counters never wrap. A producer with a new name starts at 0.
        if state.producer.next > u32::MAX - 2 * PUSH_LIMIT as u32 {
            state.producer = Producer::new();
        }
        let producer = state.producer;
        let mut batch = Batch::new(producer, state.pending.len().min(PUSH_LIMIT));
        let (mut jobs, mut bytes) = (0, 0);
        let mut delayed = Vec::new();
        while let Some(push) = state.pending.front() {
            if jobs > 0 && (jobs + push.jobs.len() > PUSH_LIMIT || bytes + push.bytes > BATCH_BYTES)
            {
                break;
            }
            jobs += push.jobs.len();
            bytes += push.bytes;
            if let Some(push) = state.pending.pop_front() {
                batch.add(push, &mut delayed);
            }
        }
        for (job, reply_to) in delayed {
            batch.add_delayed(job, reply_to);
        }
        state.producer.next = batch.next();
        Some(batch)
    }

    /// Whether the next write has to update the time of use of the producer.
    fn take_use_due(&self) -> bool {
        let mut state = self.state.lock();
        let due = state
            .use_recorded_at
            .is_none_or(|at| at.elapsed() >= RECORD_USE);
        if due {
            state.use_recorded_at = Some(Instant::now());
        }
        due
    }

    /// Takes a new name, because another process uses this one. The batch gets new ids: none of its jobs is written.
    fn rename(&self, batch: &mut Batch) {
        let mut state = self.state.lock();
        state.producer = Producer::new();
        batch.rename(state.producer);
        state.producer.next = batch.next();
    }

    async fn write(&self, mut batch: Batch) {
        let mut conn = self.handle.conn();
        let give_up = self.handle.settings().response_timeout();
        let mut give_up_at: Option<Instant> = None;
        // Once a reply was lost, an error of a later copy does not mean that the first one did not run.
        let mut reply_lost = false;
        // The fast path does not update the time of use, so the whole script runs from time to time.
        let fast = batch
            .fast_call(&self.engine)
            .filter(|_| !self.take_use_due());
        let mut cmd = None;
        let mut failures = 0;
        loop {
            if let (Some(fast), None) = (&fast, &cmd) {
                match self.engine.push_ready(&mut conn, fast).await {
                    Ok(true) => return batch.accepted(),
                    Ok(false) => {}
                    // The whole script finds whether this one ran.
                    Err(error) => reply_lost |= may_have_run(&error),
                }
            }
            if reply_lost {
                // The first server may have the jobs, so after a switch they must not be written to the second one too.
                conn.pin();
            }
            let call = cmd.get_or_insert_with(|| batch.call(&self.engine));
            let error = match self.engine.push(&mut conn, call).await {
                Ok(Pushed::Accepted) => return batch.accepted(),
                Ok(Pushed::SchemaNewer(found)) => {
                    return batch.refused(&QueueError::SchemaNewer {
                        found,
                        supported: SCHEMA,
                    });
                }
                Ok(Pushed::NameTaken) => {
                    self.rename(&mut batch);
                    cmd = Some(batch.call(&self.engine));
                    continue;
                }
                Err(error) => error,
            };
            reply_lost |= may_have_run(&error);
            let now = Instant::now();
            let end = *give_up_at.get_or_insert(now + give_up);
            let is_retried =
                may_have_run(&error) || (is_transient(&error) && !is_out_of_memory(&error));
            if !is_retried || now >= end {
                if reply_lost {
                    batch.unknown(&error);
                } else {
                    batch.refused(&QueueError::from(error));
                }
                return;
            }
            failures += 1;
            tokio::time::sleep(RETRY.pause(failures)).await;
        }
    }
}

fn is_out_of_memory(error: &RedisError) -> bool {
    matches!(QueueError::from(error.clone()), QueueError::OutOfMemory)
}

/// The right to write. When its owner is dropped, a task gets the right, or it ends.
struct Writer<C: RedisConfig> {
    batcher: Arc<Batcher<C>>,
    role: WriterRole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriterRole {
    /// A push, which writes one batch. Its future may be dropped at any time.
    Caller,
    /// A task, which writes until nothing is pending.
    Task,
    /// The right has ended.
    Done,
}

impl<C: RedisConfig> Writer<C> {
    /// Writes one batch. A task writes the pushes that came meanwhile, so that this caller does not wait for them.
    async fn write_one(mut self) {
        match self.batcher.take() {
            Some(batch) => {
                self.batcher.write(batch).await;
                if self.batcher.stop_if_idle() {
                    self.role = WriterRole::Done;
                } else {
                    self.spawn();
                }
            }
            None => self.role = WriterRole::Done,
        }
    }

    /// Writes in a task until nothing is pending.
    fn spawn(mut self) {
        self.role = WriterRole::Task;
        tokio::spawn(async move {
            // Moves the whole writer into the task, with its `Drop`, and not only the fields that are used.
            let mut writer = self;
            while let Some(batch) = writer.batcher.take() {
                writer.batcher.write(batch).await;
            }
            // `take` has ended the right, and another writer may have it now.
            writer.role = WriterRole::Done;
        });
    }
}

impl<C: RedisConfig> Drop for Writer<C> {
    fn drop(&mut self) {
        if self.role == WriterRole::Done {
            return;
        }
        let mut state = self.batcher.state.lock();
        // A caller was dropped while it wrote: a task writes the other pushes.
        if self.role == WriterRole::Caller
            && !state.pending.is_empty()
            && tokio::runtime::Handle::try_current().is_ok()
        {
            drop(state);
            let successor = Self {
                batcher: self.batcher.clone(),
                role: WriterRole::Task,
            };
            return successor.spawn();
        }
        // Otherwise the runtime ended. Pending pushes fail with `Stopped`, and the next push becomes the writer.
        state.is_writing = false;
        state.pending.clear();
    }
}
