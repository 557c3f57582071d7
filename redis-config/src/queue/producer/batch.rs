//! The jobs of one write, and the callers that wait for its reply.

use redis::RedisError;
use tokio::sync::oneshot;

use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::scripts_api::{Engine, PushBatch};
use crate::queue::error::QueueError;
use crate::queue::job_id::{JobId, now_ms, queue_producer};
use crate::random;

/// A job that is not written yet.
pub(crate) struct PendingJob {
    /// Encoded, without an id.
    pub(crate) envelope: Vec<u8>,
    /// In milliseconds.
    pub(crate) delay: u64,
    /// The id that the caller chose.
    pub(crate) id: Option<JobId>,
}

impl PendingJob {
    fn with_id(self, id: JobId) -> Vec<u8> {
        let mut envelope = self.envelope;
        Envelope::set_id(&mut envelope, id);
        envelope
    }
}

/// Receives the id of the first job of a push.
pub(crate) type ReplyTo = oneshot::Sender<Result<JobId, QueueError>>;

/// Jobs that are written together, for one caller.
pub(crate) struct PendingPush {
    pub(crate) jobs: PendingJobs,
    pub(crate) bytes: usize,
    pub(crate) reply_to: ReplyTo,
}

/// Most pushes are one job, which needs no vector.
pub(crate) enum PendingJobs {
    One(PendingJob),
    Many(Vec<PendingJob>),
}

impl PendingJobs {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Many(jobs) => jobs.len(),
        }
    }
}

/// The name and the counter by which Redis recognises a second copy of a write.
#[derive(Clone, Copy)]
pub(crate) struct Producer {
    name: [u8; 6],
    /// Differs in each process, if two should draw the same name.
    nonce: [u8; 8],
    /// The counter of the next job.
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

/// One write. If it is dropped without a result, its callers get `OutcomeUnknown`.
pub(crate) struct Batch {
    jobs: PushBatch,
    producer: Producer,
    first: u32,
    at_ms: u64,
    replies: Vec<PendingReply>,
}

struct PendingReply {
    first: JobId,
    len: usize,
    reply_to: ReplyTo,
}

impl Batch {
    /// An empty batch, whose first counter is the next one of `producer`.
    pub(crate) fn new(producer: Producer, pushes: usize) -> Self {
        Self {
            jobs: PushBatch::default(),
            producer,
            first: producer.next,
            at_ms: now_ms(),
            replies: Vec::with_capacity(pushes),
        }
    }

    /// Adds a push, or puts it into `delayed`: delayed jobs are counted after all ready ones.
    pub(crate) fn add(&mut self, push: PendingPush, delayed: &mut Vec<(PendingJob, ReplyTo)>) {
        let len = push.jobs.len();
        match push.jobs {
            PendingJobs::One(job) => match job.id {
                Some(id) => {
                    let job = (job.delay, job.with_id(id));
                    self.jobs.with_id.push(job);
                    self.expect_reply(id, 1, push.reply_to);
                }
                None if job.delay > 0 => delayed.push((job, push.reply_to)),
                None => self.add_ready([job], len, push.reply_to),
            },
            PendingJobs::Many(jobs) => self.add_ready(jobs, len, push.reply_to),
        }
    }

    fn add_ready(
        &mut self,
        jobs: impl IntoIterator<Item = PendingJob>,
        len: usize,
        reply_to: ReplyTo,
    ) {
        let first = self.id(self.jobs.ready.len());
        for (n, job) in jobs.into_iter().enumerate() {
            self.jobs.ready.push(job.with_id(first.plus(n)));
        }
        self.expect_reply(first, len, reply_to);
    }

    pub(crate) fn add_delayed(&mut self, job: PendingJob, reply_to: ReplyTo) {
        let id = self.id(self.jobs.ready.len() + self.jobs.delayed.len());
        self.jobs.delayed.push((job.delay, job.with_id(id)));
        self.expect_reply(id, 1, reply_to);
    }

    fn expect_reply(&mut self, first: JobId, len: usize, reply_to: ReplyTo) {
        let reply = PendingReply {
            first,
            len,
            reply_to,
        };
        self.replies.push(reply);
    }

    fn id(&self, index: usize) -> JobId {
        JobId::compose(self.at_ms, &self.producer.name, self.first).plus(index)
    }

    /// The counter after this batch.
    pub(crate) fn next(&self) -> u32 {
        self.first + (self.jobs.ready.len() + self.jobs.delayed.len()) as u32
    }

    /// Gives new ids, those of `producer`, to the jobs without an id that the caller chose.
    pub(crate) fn rename(&mut self, producer: Producer) {
        let (old, at) = (self.producer.name, self.first);
        self.producer = producer;
        self.first = producer.next;
        let start = self.id(0);
        let PushBatch { ready, delayed, .. } = &mut self.jobs;
        let delayed = delayed.iter_mut().map(|(_, envelope)| envelope);
        for (index, envelope) in ready.iter_mut().chain(delayed).enumerate() {
            Envelope::set_id(envelope, start.plus(index));
        }
        for reply in &mut self.replies {
            let [_, _, _, _, _, _, name @ .., a, b, c, d] = *reply.first.as_bytes();
            if name == old {
                let index = u32::from_be_bytes([a, b, c, d]) - at;
                reply.first = start.plus(index as usize);
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

    /// The call of the fast path; `None` if it cannot write this batch.
    pub(crate) fn fast_call(&self, engine: &Engine) -> Option<redis::Cmd> {
        let PushBatch {
            ready,
            delayed,
            with_id,
        } = &self.jobs;
        let is_plain = self.first > 0 && delayed.is_empty() && with_id.is_empty();
        is_plain.then(|| {
            engine.push_ready_call(&self.producer.name, &self.producer.nonce, self.first, ready)
        })
    }

    pub(crate) fn accepted(mut self) {
        self.reply(|reply| Ok(reply.first));
    }

    pub(crate) fn refused(mut self, error: &QueueError) {
        self.reply(|_| Err(error.clone()));
    }

    pub(crate) fn unknown(mut self, source: &RedisError) {
        self.reply(|reply| Err(reply.unknown(source)));
    }

    fn reply(&mut self, result: impl Fn(&PendingReply) -> Result<JobId, QueueError>) {
        for reply in self.replies.drain(..) {
            let result = result(&reply);
            // An error: the push was dropped.
            let _ = reply.reply_to.send(result);
        }
    }
}

impl PendingReply {
    fn unknown(&self, source: &RedisError) -> QueueError {
        QueueError::OutcomeUnknown {
            ids: (0..self.len).map(|n| self.first.plus(n)).collect(),
            source: source.clone(),
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.replies.is_empty() {
            let source = RedisError::from((
                redis::ErrorKind::Client,
                "the runtime ended while a push was under way",
            ));
            self.reply(|reply| Err(reply.unknown(&source)));
        }
    }
}
