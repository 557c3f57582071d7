//! Many pushes, one write.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::RedisError;
use tokio::sync::oneshot;

use super::engine::{BATCH_BYTES, Engine, Item, PUSH_LIMIT, PushBatch, Pushed, SCHEMA};
use super::error::{is_answer, is_transient};
use super::job_id::{JobId, now_ms, queue_producer};
use super::{QueueError, random};
use crate::config::RedisConfig;
use crate::handle::Handle;

/// One job on its way to the queue.
pub(super) struct Draft {
    /// Encoded, without an id.
    pub(super) item: Vec<u8>,
    /// Milliseconds.
    pub(super) delay: u64,
    /// The caller's id.
    pub(super) id: Option<JobId>,
}

/// Jobs that go in one write, and who waits for them. The answer is the id of the first.
struct Entry {
    drafts: Drafts,
    bytes: usize,
    reply: oneshot::Sender<Result<JobId, QueueError>>,
}

/// The usual push is one job: no vector for it.
enum Drafts {
    One(Draft),
    Many(Vec<Draft>),
}

impl Drafts {
    fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(drafts) => drafts.len(),
        }
    }
}

/// Collects pushes while one write is under way, and sends them in the next. When idle, a push is sent at once.
///
/// A write whose answer is lost is sent again: its first counter tells Redis whether it has run.
pub(super) struct Batcher<C> {
    handle: Handle<C>,
    engine: Engine,
    state: Mutex<State>,
}

struct State {
    /// A task is writing; it takes what is pending before it ends.
    writing: bool,
    pending: VecDeque<Entry>,
    producer: Producer,
}

#[derive(Clone, Copy)]
struct Producer {
    name: [u8; 6],
    nonce: [u8; 8],
    next: u32,
}

impl Producer {
    fn new() -> Self {
        Self {
            name: queue_producer(),
            nonce: random::bits().to_be_bytes(),
            next: 0,
        }
    }
}

/// A batch under way. Dropped before its time, it tells those who wait that the outcome is unknown.
struct Batch {
    jobs: PushBatch,
    producer: Producer,
    first: u32,
    at_ms: u64,
    waiting: Vec<Waiting>,
}

struct Waiting {
    first: JobId,
    len: usize,
    reply: oneshot::Sender<Result<JobId, QueueError>>,
}

impl<C: RedisConfig> Batcher<C> {
    pub(super) fn new(handle: Handle<C>, engine: Engine) -> Self {
        Self {
            handle,
            engine,
            state: Mutex::new(State {
                writing: false,
                pending: VecDeque::new(),
                producer: Producer::new(),
            }),
        }
    }

    /// Pushes one job.
    pub(super) async fn push(self: &Arc<Self>, draft: Draft) -> Result<JobId, QueueError> {
        let (reply, answer) = oneshot::channel();
        let bytes = draft.item.len();
        self.submit([Entry {
            drafts: Drafts::One(draft),
            bytes,
            reply,
        }]);
        answer.await.unwrap_or(Err(QueueError::Stopped))
    }

    /// Pushes many jobs without ids of their own, in as many writes as it takes.
    pub(super) async fn push_all(
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
                drafts.push(Draft {
                    item,
                    delay: 0,
                    id: None,
                });
            }
            let (reply, answer) = oneshot::channel();
            answers.push((drafts.len(), answer));
            entries.push(Entry {
                drafts: Drafts::Many(drafts),
                bytes,
                reply,
            });
        }
        self.submit(entries);
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

    fn submit(self: &Arc<Self>, entries: impl IntoIterator<Item = Entry>) {
        let mut state = self.lock();
        state.pending.extend(entries);
        if !state.writing && !state.pending.is_empty() {
            state.writing = true;
            let writer = Writer {
                batcher: self.clone(),
                ended: false,
            };
            drop(state);
            tokio::spawn(writer.run());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements that could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut batch = Batch {
            jobs: PushBatch::default(),
            producer,
            first: producer.next,
            at_ms: now_ms(),
            waiting: Vec::with_capacity(state.pending.len().min(PUSH_LIMIT)),
        };
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
        let mut cmd = batch.call(&self.engine);
        let mut pause = Duration::from_millis(5);
        loop {
            let error = match self.engine.push(&mut conn, &cmd).await {
                Ok(Pushed::Accepted) => return batch.accepted(),
                Ok(Pushed::SchemaNewer(found)) => {
                    return batch.refused(&QueueError::SchemaNewer {
                        found,
                        supported: SCHEMA,
                    });
                }
                Ok(Pushed::NameTaken) => {
                    self.rename(&mut batch);
                    cmd = batch.call(&self.engine);
                    continue;
                }
                Err(error) => error,
            };
            lost |= !is_answer(&error);
            let now = Instant::now();
            let end = *give_up_at.get_or_insert(now + give_up);
            let again = !is_answer(&error) || (is_transient(&error) && !is_out_of_memory(&error));
            if !again || now >= end {
                return if lost {
                    batch.unknown(&error)
                } else {
                    batch.refused(&QueueError::from(error))
                };
            }
            tokio::time::sleep(random::between(pause / 2, pause)).await;
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }
}

fn is_out_of_memory(error: &RedisError) -> bool {
    matches!(QueueError::from(error.clone()), QueueError::OutOfMemory)
}

/// The task that writes. It owns the right to, and gives it back however it ends.
struct Writer<C: RedisConfig> {
    batcher: Arc<Batcher<C>>,
    ended: bool,
}

impl<C: RedisConfig> Writer<C> {
    async fn run(mut self) {
        while let Some(batch) = self.batcher.take() {
            self.batcher.write(batch).await;
        }
        // `take` has given the right back, and another may have it by now.
        self.ended = true;
    }
}

impl<C: RedisConfig> Drop for Writer<C> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        // The runtime ended under the task. What was not sent is not pushed, and the next push starts afresh.
        let mut state = self.batcher.lock();
        state.writing = false;
        state.pending.clear();
    }
}

impl Batch {
    fn add(
        &mut self,
        entry: Entry,
        later: &mut Vec<(Draft, oneshot::Sender<Result<JobId, QueueError>>)>,
    ) {
        let len = entry.drafts.len();
        match entry.drafts {
            Drafts::One(draft) => match draft.id {
                Some(id) => {
                    let mut item = draft.item;
                    Item::name(&mut item, id);
                    self.jobs.named.push((draft.delay, item));
                    self.wait(id, 1, entry.reply);
                }
                None if draft.delay > 0 => later.push((draft, entry.reply)),
                None => self.add_ready([draft], len, entry.reply),
            },
            Drafts::Many(drafts) => self.add_ready(drafts, len, entry.reply),
        }
    }

    fn add_ready(
        &mut self,
        drafts: impl IntoIterator<Item = Draft>,
        len: usize,
        reply: oneshot::Sender<Result<JobId, QueueError>>,
    ) {
        let first = self.id(self.jobs.ready.len());
        for (n, draft) in drafts.into_iter().enumerate() {
            let mut item = draft.item;
            Item::name(&mut item, first.plus(n));
            self.jobs.ready.push(item);
        }
        self.wait(first, len, reply);
    }

    fn add_delayed(&mut self, draft: Draft, reply: oneshot::Sender<Result<JobId, QueueError>>) {
        let id = self.id(self.jobs.ready.len() + self.jobs.delayed.len());
        let mut item = draft.item;
        Item::name(&mut item, id);
        self.jobs.delayed.push((draft.delay, item));
        self.wait(id, 1, reply);
    }

    fn wait(
        &mut self,
        first: JobId,
        len: usize,
        reply: oneshot::Sender<Result<JobId, QueueError>>,
    ) {
        self.waiting.push(Waiting { first, len, reply });
    }

    fn id(&self, place: usize) -> JobId {
        JobId::compose(self.at_ms, &self.producer.name, self.first).plus(place)
    }

    /// The counter after this batch.
    fn next(&self) -> u32 {
        self.first + (self.jobs.ready.len() + self.jobs.delayed.len()) as u32
    }

    /// Names the unnamed jobs after `producer`.
    fn name(&mut self, producer: Producer) {
        let (old, at) = (self.producer.name, self.first);
        self.producer = producer;
        self.first = producer.next;
        let start = self.id(0);
        let PushBatch { ready, delayed, .. } = &mut self.jobs;
        for (place, item) in ready
            .iter_mut()
            .chain(delayed.iter_mut().map(|(_, item)| item))
            .enumerate()
        {
            Item::name(item, start.plus(place));
        }
        for waiting in &mut self.waiting {
            let [_, _, _, _, _, _, name @ .., a, b, c, d] = *waiting.first.as_bytes();
            if name == old {
                let place = u32::from_be_bytes([a, b, c, d]) - at;
                waiting.first = start.plus(place as usize);
            }
        }
    }

    fn call(&self, engine: &Engine) -> redis::Cmd {
        engine.push_call(
            &self.producer.name,
            &self.producer.nonce,
            self.first,
            &self.jobs,
        )
    }

    fn accepted(mut self) {
        for waiting in self.waiting.drain(..) {
            // Whoever dropped the push does not want to know.
            let _ = waiting.reply.send(Ok(waiting.first));
        }
    }

    fn refused(mut self, error: &QueueError) {
        for waiting in self.waiting.drain(..) {
            let _ = waiting.reply.send(Err(error.clone()));
        }
    }

    fn unknown(mut self, source: &RedisError) {
        self.tell_unknown(source);
    }

    fn tell_unknown(&mut self, source: &RedisError) {
        for waiting in self.waiting.drain(..) {
            let ids = (0..waiting.len).map(|n| waiting.first.plus(n)).collect();
            let _ = waiting.reply.send(Err(QueueError::OutcomeUnknown {
                ids,
                source: source.clone(),
            }));
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.waiting.is_empty() {
            self.tell_unknown(&RedisError::from((
                redis::ErrorKind::Client,
                "the runtime ended while a push was under way",
            )));
        }
    }
}
