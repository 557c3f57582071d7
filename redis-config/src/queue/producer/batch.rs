//! The jobs of one write, and who waits for them.

use redis::RedisError;
use tokio::sync::oneshot;

use super::engine::{Engine, Item, PushBatch};
use super::job_id::{JobId, now_ms, queue_producer};
use super::{QueueError, random};

/// One job on its way to the queue.
pub(super) struct Draft {
    /// Encoded, without an id.
    pub(super) item: Vec<u8>,
    /// Milliseconds.
    pub(super) delay: u64,
    /// The caller's id.
    pub(super) id: Option<JobId>,
}

/// Where the id of the first job of an entry goes, or why there is none.
pub(super) type Reply = oneshot::Sender<Result<JobId, QueueError>>;

/// Jobs that go in one write, and who waits for them. The answer is the id of the first.
pub(super) struct Entry {
    pub(super) drafts: Drafts,
    pub(super) bytes: usize,
    pub(super) reply: Reply,
}

/// The usual push is one job: no vector for it.
pub(super) enum Drafts {
    One(Draft),
    Many(Vec<Draft>),
}

impl Drafts {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(drafts) => drafts.len(),
        }
    }
}

/// A name and a counter, by which Redis tells a second copy of a write from the first.
#[derive(Clone, Copy)]
pub(super) struct Producer {
    name: [u8; 6],
    nonce: [u8; 8],
    pub(super) next: u32,
}

impl Producer {
    pub(super) fn new() -> Self {
        Self {
            name: queue_producer(),
            nonce: random::bits().to_be_bytes(),
            next: 0,
        }
    }
}

/// A batch under way. Dropped before its time, it tells those who wait that the outcome is unknown.
pub(super) struct Batch {
    jobs: PushBatch,
    producer: Producer,
    first: u32,
    at_ms: u64,
    waiting: Vec<Waiting>,
}

struct Waiting {
    first: JobId,
    len: usize,
    reply: Reply,
}

impl Batch {
    /// An empty batch that begins where `producer` is.
    pub(super) fn new(producer: Producer, entries: usize) -> Self {
        Self {
            jobs: PushBatch::default(),
            producer,
            first: producer.next,
            at_ms: now_ms(),
            waiting: Vec::with_capacity(entries),
        }
    }

    pub(super) fn add(&mut self, entry: Entry, later: &mut Vec<(Draft, Reply)>) {
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

    fn add_ready(&mut self, drafts: impl IntoIterator<Item = Draft>, len: usize, reply: Reply) {
        let first = self.id(self.jobs.ready.len());
        for (n, draft) in drafts.into_iter().enumerate() {
            let mut item = draft.item;
            Item::name(&mut item, first.plus(n));
            self.jobs.ready.push(item);
        }
        self.wait(first, len, reply);
    }

    pub(super) fn add_delayed(&mut self, draft: Draft, reply: Reply) {
        let id = self.id(self.jobs.ready.len() + self.jobs.delayed.len());
        let mut item = draft.item;
        Item::name(&mut item, id);
        self.jobs.delayed.push((draft.delay, item));
        self.wait(id, 1, reply);
    }

    fn wait(&mut self, first: JobId, len: usize, reply: Reply) {
        self.waiting.push(Waiting { first, len, reply });
    }

    fn id(&self, place: usize) -> JobId {
        JobId::compose(self.at_ms, &self.producer.name, self.first).plus(place)
    }

    /// The counter after this batch.
    pub(super) fn next(&self) -> u32 {
        self.first + (self.jobs.ready.len() + self.jobs.delayed.len()) as u32
    }

    /// Names the unnamed jobs after `producer`.
    pub(super) fn name(&mut self, producer: Producer) {
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

    pub(super) fn call(&self, engine: &Engine) -> redis::Cmd {
        engine.push_call(
            &self.producer.name,
            &self.producer.nonce,
            self.first,
            &self.jobs,
        )
    }

    /// The call for the usual batch; `None` if this one is unusual.
    pub(super) fn usual_call(&self, engine: &Engine) -> Option<redis::Cmd> {
        let PushBatch {
            ready,
            delayed,
            named,
        } = &self.jobs;
        let usual = self.first > 0 && delayed.is_empty() && named.is_empty();
        usual.then(|| {
            engine.push_ready_call(&self.producer.name, &self.producer.nonce, self.first, ready)
        })
    }

    pub(super) fn accepted(mut self) {
        for waiting in self.waiting.drain(..) {
            // Whoever dropped the push does not want to know.
            let _ = waiting.reply.send(Ok(waiting.first));
        }
    }

    pub(super) fn refused(mut self, error: &QueueError) {
        for waiting in self.waiting.drain(..) {
            let _ = waiting.reply.send(Err(error.clone()));
        }
    }

    pub(super) fn unknown(mut self, source: &RedisError) {
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
