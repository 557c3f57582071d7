//! The jobs a worker has: fetched, and running.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use crate::queue::engine::envelope::{Envelope, Header};

/// Jobs fetched ahead that have waited this long stand behind a long one.
const STALE: Duration = Duration::from_millis(500);
/// Lost leases from which on a job runs alone in its process.
const ALONE_FROM: u8 = 2;

/// A job fetched and not started.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) claim: u64,
    pub(crate) position: u8,
    pub(crate) item: Envelope,
}

/// A job whose handler runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) claim: u64,
    pub(crate) position: u8,
    pub(crate) header: Header,
    pub(crate) abort: AbortHandle,
}

/// The jobs a worker has. Dropped, it drops the handlers that still run.
#[derive(Debug)]
pub(crate) struct JobSlots {
    concurrency: usize,
    lease: Duration,
    waiting: VecDeque<Waiting>,
    running: HashMap<u64, Running>,
    next_key: u64,
    /// When the queue of waiting jobs last moved.
    moved_at: Instant,
    /// A job that has to run alone waits, or runs, with the right to be alone until then.
    alone_until: Option<Instant>,
}

impl JobSlots {
    pub(crate) fn new(concurrency: usize, lease: Duration) -> Self {
        Self {
            concurrency,
            lease,
            waiting: VecDeque::new(),
            running: HashMap::new(),
            next_key: 0,
            moved_at: Instant::now(),
            alone_until: None,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len() + self.running.len()
    }

    /// Whether no handler runs and none is about to.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a fetched job.
    pub(crate) fn fetched(&mut self, job: Waiting, now: Instant) {
        if self.waiting.is_empty() {
            self.moved_at = now;
        }
        if wants_to_be_alone(&job) {
            // Bounded: one long job must not keep a worker from all others.
            self.alone_until = Some(now + self.lease);
        }
        self.waiting.push_back(job);
    }

    /// Whether more may be claimed: not while a job has to be alone.
    pub(crate) fn may_claim(&self, now: Instant) -> bool {
        self.alone_until.is_none_or(|until| until <= now)
    }

    /// The next job to start, if one may start now.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Waiting> {
        if self.running.len() >= self.concurrency {
            return None;
        }
        if let Some(until) = self.alone_until
            && until > now
            && !self.running.is_empty()
            && (self.waiting.front().is_some_and(wants_to_be_alone)
                || self.running.values().any(is_doubtful))
        {
            return None;
        }
        self.moved_at = now;
        self.waiting.pop_front()
    }

    /// A key for a job about to start.
    pub(crate) fn key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }

    /// A job was started.
    pub(crate) fn started(&mut self, key: u64, job: Running) {
        self.running.insert(key, job);
    }

    /// A job has ended.
    pub(crate) fn ended(&mut self, key: u64) -> Option<Running> {
        let job = self.running.remove(&key)?;
        if self.alone_until.is_some()
            && !self.running.values().any(is_doubtful)
            && !self.waiting.iter().any(wants_to_be_alone)
        {
            self.alone_until = None;
        }
        Some(job)
    }

    /// When jobs fetched ahead will have waited too long.
    pub(crate) fn stale_at(&self) -> Option<Instant> {
        let ahead = !self.waiting.is_empty() && self.alone_until.is_none();
        ahead.then(|| self.moved_at + STALE)
    }

    /// When a job loses its right to be alone.
    pub(crate) fn alone_until(&self) -> Option<Instant> {
        self.alone_until
    }

    /// All that have not started, last one first: so they go back to the head of the queue in order.
    pub(crate) fn give_back(&mut self) -> impl Iterator<Item = Waiting> {
        if !self.running.values().any(is_doubtful) {
            self.alone_until = None;
        }
        self.waiting.drain(..).rev()
    }

    /// Drops the handlers that still run.
    pub(crate) fn abort(&mut self) -> impl Iterator<Item = Running> {
        self.alone_until = None;
        self.running.drain().map(|(_, job)| {
            job.abort.abort();
            job
        })
    }

    /// Forgets the waiting jobs of a lost claim.
    pub(crate) fn lost(&mut self, claim: u64) {
        self.waiting.retain(|job| job.claim != claim);
    }
}

impl Drop for JobSlots {
    fn drop(&mut self) {
        // Every task has an owner that ends it.
        self.abort().for_each(drop);
    }
}

fn wants_to_be_alone(job: &Waiting) -> bool {
    job.item.header.deliveries >= ALONE_FROM
}

fn is_doubtful(job: &Running) -> bool {
    job.header.deliveries >= ALONE_FROM
}
