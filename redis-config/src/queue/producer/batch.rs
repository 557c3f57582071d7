//! The jobs of one write, and who waits for them.

use redis::RedisError;
use tokio::sync::oneshot;

use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::scripts_api::{Engine, PushBatch};
use crate::queue::error::QueueError;
use crate::queue::job_id::{JobId, now_ms, queue_producer};
use crate::random;

/// One job on its way to the queue.
pub(crate) struct PendingJob {
    /// Encoded, without an id.
    pub(crate) item: Vec<u8>,
    /// Milliseconds.
    pub(crate) delay: u64,
    /// The caller's id.
    pub(crate) id: Option<JobId>,
}

/// Where the id of the first job of an entry goes, or why there is none.
pub(crate) type Reply = oneshot::Sender<Result<JobId, QueueError>>;

/// Jobs that go in one write, and who waits for them. The answer is the id of the first.
pub(crate) struct Entry {
    pub(crate) drafts: PendingJobs,
    pub(crate) bytes: usize,
    pub(crate) reply: Reply,
}

/// The usual push is one job: no vector for it.
pub(crate) enum PendingJobs {
    One(PendingJob),
    Many(Vec<PendingJob>),
}

impl PendingJobs {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(drafts) => drafts.len(),
        }
    }
}

/// A name and a counter, by which Redis tells a second copy of a write from the first.
#[derive(Clone, Copy)]
pub(crate) struct Producer {
    name: [u8; 6],
    nonce: [u8; 8],
    pub(crate) next: u32,
}

impl Producer {
    pub(crate) fn new() -> Self {
        Self {
            name: queue_producer(),
            nonce: random::bits().to_be_bytes(),
            next: 0,
        }
    }
}

/// A batch under way. Dropped before its time, it tells those who wait that the outcome is unknown.
pub(crate) struct Batch {
    jobs: PushBatch,
    producer: Producer,
    first: u32,
    at_ms: u64,
    waiting: Vec<PendingReply>,
}

struct PendingReply {
    first: JobId,
    len: usize,
    reply: Reply,
}

impl Batch {
    /// An empty batch that begins where `producer` is.
    pub(crate) fn new(producer: Producer, entries: usize) -> Self {
        Self {
            jobs: PushBatch::default(),
            producer,
            first: producer.next,
            at_ms: now_ms(),
            waiting: Vec::with_capacity(entries),
        }
    }

    pub(crate) fn add(&mut self, entry: Entry, later: &mut Vec<(PendingJob, Reply)>) {
        let len = entry.drafts.len();
        match entry.drafts {
            PendingJobs::One(draft) => match draft.id {
                Some(id) => {
                    let mut item = draft.item;
                    Envelope::name(&mut item, id);
                    self.jobs.named.push((draft.delay, item));
                    self.wait(id, 1, entry.reply);
                }
                None if draft.delay > 0 => later.push((draft, entry.reply)),
                None => self.add_ready([draft], len, entry.reply),
            },
            PendingJobs::Many(drafts) => self.add_ready(drafts, len, entry.reply),
        }
    }

    fn add_ready(
        &mut self,
        drafts: impl IntoIterator<Item = PendingJob>,
        len: usize,
        reply: Reply,
    ) {
        let first = self.id(self.jobs.ready.len());
        for (n, draft) in drafts.into_iter().enumerate() {
            let mut item = draft.item;
            Envelope::name(&mut item, first.plus(n));
            self.jobs.ready.push(item);
        }
        self.wait(first, len, reply);
    }

    pub(crate) fn add_delayed(&mut self, draft: PendingJob, reply: Reply) {
        let id = self.id(self.jobs.ready.len() + self.jobs.delayed.len());
        let mut item = draft.item;
        Envelope::name(&mut item, id);
        self.jobs.delayed.push((draft.delay, item));
        self.wait(id, 1, reply);
    }

    fn wait(&mut self, first: JobId, len: usize, reply: Reply) {
        self.waiting.push(PendingReply { first, len, reply });
    }

    fn id(&self, place: usize) -> JobId {
        JobId::compose(self.at_ms, &self.producer.name, self.first).plus(place)
    }

    /// The counter after this batch.
    pub(crate) fn next(&self) -> u32 {
        self.first + (self.jobs.ready.len() + self.jobs.delayed.len()) as u32
    }

    /// Names the unnamed jobs after `producer`.
    pub(crate) fn name(&mut self, producer: Producer) {
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
            Envelope::name(item, start.plus(place));
        }
        for waiting in &mut self.waiting {
            let [_, _, _, _, _, _, name @ .., a, b, c, d] = *waiting.first.as_bytes();
            if name == old {
                let place = u32::from_be_bytes([a, b, c, d]) - at;
                waiting.first = start.plus(place as usize);
            }
        }
    }

    pub(crate) fn call(&self, engine: &Engine) -> redis::Cmd {
        engine.push_call(
            &self.producer.name,
            &self.producer.nonce,
            self.first,
            &self.jobs,
        )
    }

    /// The call for the usual batch; `None` if this one is unusual.
    pub(crate) fn usual_call(&self, engine: &Engine) -> Option<redis::Cmd> {
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

    pub(crate) fn accepted(mut self) {
        for waiting in self.waiting.drain(..) {
            // Whoever dropped the push does not want to know.
            let _ = waiting.reply.send(Ok(waiting.first));
        }
    }

    pub(crate) fn refused(mut self, error: &QueueError) {
        for waiting in self.waiting.drain(..) {
            let _ = waiting.reply.send(Err(error.clone()));
        }
    }

    pub(crate) fn unknown(mut self, source: &RedisError) {
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
