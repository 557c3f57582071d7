//! Many pushes, one write.

use crate::sync::Mutex;
use std::collections::VecDeque;
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use redis::RedisError;
use tokio::sync::oneshot;

use super::batch::{Batch, Entry, PendingJob, PendingJobs, Producer};
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::engine::limits::{BATCH_BYTES, PUSH_LIMIT, SCHEMA};
use crate::queue::engine::reply::Pushed;
use crate::queue::engine::scripts_api::Engine;
use crate::queue::error::{QueueError, is_transient, may_have_run};
use crate::queue::job_id::JobId;
use crate::random;

/// Collects pushes while one write is under way, and sends them in the next. When idle, a push is sent at once.
///
/// A write whose answer is lost is sent again: its first counter tells Redis whether it has run.
pub(crate) struct Batcher<C> {
    handle: Handle<C>,
    engine: Engine,
    state: Mutex<State>,
}

struct State {
    /// A task is writing; it takes what is pending before it ends.
    writing: bool,
    pending: VecDeque<Entry>,
    producer: Producer,
    /// When the producer last told Redis that it is in use.
    touched: Option<Instant>,
}

impl<C: RedisConfig> Batcher<C> {
    pub(crate) fn new(handle: Handle<C>, engine: Engine) -> Self {
        Self {
            handle,
            engine,
            state: Mutex::new(State {
                writing: false,
                pending: VecDeque::new(),
                producer: Producer::new(),
                touched: None,
            }),
        }
    }

    /// Pushes one job. Who finds nobody writing writes himself: no task, no switch between tasks.
    pub(crate) async fn push(self: &Arc<Self>, draft: PendingJob) -> Result<JobId, QueueError> {
        let (reply, answer) = oneshot::channel();
        let bytes = draft.item.len();
        let writer = self.submit([Entry {
            drafts: PendingJobs::One(draft),
            bytes,
            reply,
        }]);
        if let Some(writer) = writer {
            writer.write_one().await;
        }
        answer.await.unwrap_or(Err(QueueError::Stopped))
    }

    /// Pushes many jobs without ids of their own, in as many writes as it takes.
    pub(crate) async fn push_all(
        self: &Arc<Self>,
        items: Vec<Vec<u8>>,
    ) -> Result<Vec<JobId>, QueueError> {
        let mut ids = Vec::with_capacity(items.len());
        let mut answers = Vec::new();
        let mut entries = Vec::new();
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let (mut drafts, mut bytes) = (Vec::new(), 0);
            while let Some(item) = items.next_if(|item| {
                drafts.is_empty()
                    || (drafts.len() < PUSH_LIMIT && bytes + item.len() <= BATCH_BYTES)
            }) {
                bytes += item.len();
                drafts.push(PendingJob {
                    item,
                    delay: 0,
                    id: None,
                });
            }
            let (reply, answer) = oneshot::channel();
            answers.push((drafts.len(), answer));
            entries.push(Entry {
                drafts: PendingJobs::Many(drafts),
                bytes,
                reply,
            });
        }
        if let Some(writer) = self.submit(entries) {
            writer.spawn();
        }
        let mut failed = None;
        let mut unknown = Vec::new();
        for (len, answer) in answers {
            match answer.await.unwrap_or(Err(QueueError::Stopped)) {
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

    /// Queues entries; the right to write comes back if nobody has it.
    fn submit(self: &Arc<Self>, entries: impl IntoIterator<Item = Entry>) -> Option<Writer<C>> {
        let mut state = self.lock();
        state.pending.extend(entries);
        if state.writing || state.pending.is_empty() {
            return None;
        }
        state.writing = true;
        Some(Writer {
            batcher: self.clone(),
            role: Role::Pusher,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements that could panic.
        self.state.lock()
    }

    /// Gives the right to write back, if nothing is pending.
    fn is_idle(&self) -> bool {
        let mut state = self.lock();
        state.writing = !state.pending.is_empty();
        !state.writing
    }

    /// The next batch, or `None`: then nobody is writing any more.
    fn take(&self) -> Option<Batch> {
        let mut state = self.lock();
        if state.pending.is_empty() {
            state.writing = false;
            return None;
        }
        // Counters never wrap: a producer with a new name begins again.
        if state.producer.next > u32::MAX - 2 * PUSH_LIMIT as u32 {
            state.producer = Producer::new();
        }
        let producer = state.producer;
        let mut batch = Batch::new(producer, state.pending.len().min(PUSH_LIMIT));
        let (mut jobs, mut bytes) = (0, 0);
        // Delayed jobs follow the ready ones in the counting.
        let mut later = Vec::new();
        while let Some(entry) = state.pending.front() {
            if jobs > 0
                && (jobs + entry.drafts.len() > PUSH_LIMIT || bytes + entry.bytes > BATCH_BYTES)
            {
                break;
            }
            jobs += entry.drafts.len();
            bytes += entry.bytes;
            if let Some(entry) = state.pending.pop_front() {
                batch.add(entry, &mut later);
            }
        }
        for (draft, reply) in later {
            batch.add_delayed(draft, reply);
        }
        state.producer.next = batch.next();
        Some(batch)
    }

    fn is_touch_due(&self) -> bool {
        let mut state = self.lock();
        let due = state.touched.is_none_or(|at| at.elapsed() >= TOUCH);
        if due {
            state.touched = Some(Instant::now());
        }
        due
    }

    /// Takes a new name, because another process has ours; and names the jobs of a batch anew, none of which is written.
    fn rename(&self, batch: &mut Batch) {
        let mut state = self.lock();
        state.producer = Producer::new();
        batch.name(state.producer);
        state.producer.next = batch.next();
    }

    async fn write(&self, mut batch: Batch) {
        let mut conn = self.handle.conn();
        let give_up = self.handle.settings().response_timeout();
        let mut give_up_at: Option<Instant> = None;
        // Once an answer was lost, no later refusal tells what became of that write.
        let mut lost = false;
        // The usual script does not note the time of use: now and then the whole one has to.
        let usual = batch
            .usual_call(&self.engine)
            .filter(|_| !self.is_touch_due());
        let mut cmd = None;
        let mut pause = Duration::from_millis(5);
        loop {
            if let (Some(usual), None) = (&usual, &cmd) {
                match self.engine.push_ready(&mut conn, usual).await {
                    Ok(true) => return batch.accepted(),
                    Ok(false) => {}
                    // The whole script finds out what became of it.
                    Err(error) => lost |= may_have_run(&error),
                }
            }
            if lost {
                // What the first server may have, a second one must not get as well.
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
            lost |= may_have_run(&error);
            let now = Instant::now();
            let end = *give_up_at.get_or_insert(now + give_up);
            let again = may_have_run(&error) || (is_transient(&error) && !is_out_of_memory(&error));
            if !again || now >= end {
                if lost {
                    batch.unknown(&error);
                } else {
                    batch.refused(&QueueError::from(error));
                }
                return;
            }
            tokio::time::sleep(random::between(pause / 2, pause)).await;
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }
}

/// How often a producer in use tells Redis so: well within the time after which it would be forgotten.
const TOUCH: Duration = Duration::from_secs(60);

fn is_out_of_memory(error: &RedisError) -> bool {
    matches!(QueueError::from(error.clone()), QueueError::OutOfMemory)
}

/// The right to write. It is given back, or given on, however its owner ends.
struct Writer<C: RedisConfig> {
    batcher: Arc<Batcher<C>>,
    role: Role,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A push, for itself: its future may be dropped at any time.
    Pusher,
    /// A task, for as long as anything is pending.
    Task,
    /// Nobody any more.
    Ended,
}

impl<C: RedisConfig> Writer<C> {
    /// Writes one batch; what came meanwhile is for a task.
    async fn write_one(mut self) {
        match self.batcher.take() {
            Some(batch) => {
                self.batcher.write(batch).await;
                if self.batcher.is_idle() {
                    self.role = Role::Ended;
                } else {
                    self.spawn();
                }
            }
            None => self.role = Role::Ended,
        }
    }

    /// Writes in a task until nothing is pending.
    fn spawn(mut self) {
        self.role = Role::Task;
        tokio::spawn(async move {
            // The whole of it: alone, its fields would be copied into the task.
            let mut writer = self;
            while let Some(batch) = writer.batcher.take() {
                writer.batcher.write(batch).await;
            }
            // `take` has given the right back, and another may have it by now.
            writer.role = Role::Ended;
        });
    }
}

impl<C: RedisConfig> Drop for Writer<C> {
    fn drop(&mut self) {
        if self.role == Role::Ended {
            return;
        }
        let mut state = self.batcher.lock();
        // A push was dropped while it wrote: the others are not to suffer.
        if self.role == Role::Pusher
            && !state.pending.is_empty()
            && tokio::runtime::Handle::try_current().is_ok()
        {
            drop(state);
            let heir = Self {
                batcher: self.batcher.clone(),
                role: Role::Task,
            };
            return heir.spawn();
        }
        // Or the runtime ended under the task. What was not sent is not pushed, and the next push starts afresh.
        state.writing = false;
        state.pending.clear();
    }
}
