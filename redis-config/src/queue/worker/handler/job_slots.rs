//! The jobs of a worker: waiting for a slot, and running.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use crate::queue::engine::envelope::{Envelope, Header};

/// Prefetched jobs that have waited this long are behind a long job, and go back to the queue.
const STALE: Duration = Duration::from_millis(500);
/// A job with this many lost leases runs alone in its process: it may have crashed its workers.
const ALONE_FROM: u8 = 2;

/// A claimed job that is not started.
#[derive(Debug)]
pub(crate) struct WaitingJob {
    pub(crate) claim: u64,
    pub(crate) position: u8,
    pub(crate) envelope: Envelope,
}

/// A job whose handler runs.
#[derive(Debug)]
pub(crate) struct RunningJob {
    pub(crate) claim: u64,
    pub(crate) position: u8,
    pub(crate) header: Header,
    pub(crate) abort: AbortHandle,
}

/// The jobs of a worker. Dropping it aborts the handlers that still run.
#[derive(Debug)]
pub(crate) struct JobSlots {
    concurrency: usize,
    lease: Duration,
    waiting: VecDeque<WaitingJob>,
    running: HashMap<u64, RunningJob>,
    last_key: u64,
    /// When a waiting job was last started.
    moved_at: Instant,
    /// A job that must run alone is waiting or running, and has the process for itself until then.
    alone_until: Option<Instant>,
}

impl JobSlots {
    pub(crate) fn new(concurrency: usize, lease: Duration) -> Self {
        Self {
            concurrency,
            lease,
            waiting: VecDeque::new(),
            running: HashMap::new(),
            last_key: 0,
            moved_at: Instant::now(),
            alone_until: None,
        }
    }

    /// How many jobs are waiting or running.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len() + self.running.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a claimed job.
    pub(crate) fn push(&mut self, job: WaitingJob, now: Instant) {
        if self.waiting.is_empty() {
            self.moved_at = now;
        }
        if must_run_alone(&job.envelope.header) {
            // Limited to one lease: a single long job must not stop the whole worker.
            self.alone_until = Some(now + self.lease);
        }
        self.waiting.push_back(job);
    }

    /// Whether more may be claimed: not while a job must run alone.
    pub(crate) fn may_claim(&self, now: Instant) -> bool {
        self.alone_until.is_none_or(|until| until <= now)
    }

    /// The next job to start, if one may start now.
    pub(crate) fn next_to_start(&mut self, now: Instant) -> Option<WaitingJob> {
        if self.running.len() >= self.concurrency {
            return None;
        }
        if let Some(until) = self.alone_until
            && until > now
            && !self.running.is_empty()
            && (self.waiting.front().is_some_and(waits_alone) || self.runs_alone())
        {
            return None;
        }
        self.moved_at = now;
        self.waiting.pop_front()
    }

    /// A key for a job about to start.
    pub(crate) fn next_key(&mut self) -> u64 {
        self.last_key += 1;
        self.last_key
    }

    /// A job was started.
    pub(crate) fn started(&mut self, key: u64, job: RunningJob) {
        self.running.insert(key, job);
    }

    /// A job has ended.
    pub(crate) fn ended(&mut self, key: u64) -> Option<RunningJob> {
        let job = self.running.remove(&key)?;
        if self.alone_until.is_some() && !self.runs_alone() && !self.waiting.iter().any(waits_alone)
        {
            self.alone_until = None;
        }
        Some(job)
    }

    /// When prefetched jobs will have waited too long.
    pub(crate) fn stale_at(&self) -> Option<Instant> {
        let prefetched = !self.waiting.is_empty() && self.alone_until.is_none();
        prefetched.then(|| self.moved_at + STALE)
    }

    /// When other jobs may start beside one that must run alone.
    pub(crate) fn alone_until(&self) -> Option<Instant> {
        self.alone_until
    }

    /// Removes the jobs that are not started, the last one first: pushed to the head of the queue one by one, they keep
    /// their order.
    pub(crate) fn drain_waiting(&mut self) -> impl Iterator<Item = WaitingJob> {
        if !self.runs_alone() {
            self.alone_until = None;
        }
        self.waiting.drain(..).rev()
    }

    /// Aborts the handlers that still run.
    pub(crate) fn abort(&mut self) -> impl Iterator<Item = RunningJob> {
        self.alone_until = None;
        self.running.drain().map(|(_, job)| {
            job.abort.abort();
            job
        })
    }

    /// Removes the waiting jobs of a lost claim.
    pub(crate) fn remove_claim(&mut self, claim: u64) {
        self.waiting.retain(|job| job.claim != claim);
    }

    fn runs_alone(&self) -> bool {
        let mut running = self.running.values();
        running.any(|job| must_run_alone(&job.header))
    }
}

impl Drop for JobSlots {
    fn drop(&mut self) {
        // Every task has an owner that ends it.
        self.abort().for_each(drop);
    }
}

fn waits_alone(job: &WaitingJob) -> bool {
    must_run_alone(&job.envelope.header)
}

fn must_run_alone(header: &Header) -> bool {
    header.deliveries >= ALONE_FROM
}
