//! When to claim, and how many jobs.

use std::time::{Duration, Instant};

use crate::queue::engine::limits::CLAIM_LIMIT;
use crate::random;

/// The most claim commands without a reply. With two, one is on its way while the jobs of the other run.
const MAX_REQUESTS: usize = 2;
/// The most jobs claimed beyond the free slots.
const MAX_PREFETCH: usize = 2 * CLAIM_LIMIT;
/// Jobs are prefetched for this much work: about the time that a claim takes.
const PREFETCH_WORK: Duration = Duration::from_millis(5);
/// An idle worker that is not woken claims again after this.
pub(crate) const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// A claim without a reply.
#[derive(Debug)]
struct Request {
    claim: u64,
    jobs: usize,
    /// Its command is in flight. Otherwise the reply was lost, and the claim is to be requested again.
    in_flight: bool,
}

/// When to claim, and how many jobs.
#[derive(Debug)]
pub(crate) struct ClaimScheduler {
    concurrency: usize,
    requests: Vec<Request>,
    last_claim: u64,
    /// The queue was empty. No claim is sent before this, except when the worker is woken.
    idle_until: Option<Instant>,
    /// The mean duration of an attempt in seconds, in which recent ones count most.
    mean: Option<f64>,
}

impl ClaimScheduler {
    pub(crate) fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            requests: Vec::new(),
            last_claim: 0,
            idle_until: None,
            mean: None,
        }
    }

    /// Records how long an attempt took.
    pub(crate) fn record_duration(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        let mean = self.mean.unwrap_or(seconds);
        self.mean = Some(mean + (seconds - mean) / 16.0);
    }

    /// Jobs turned out to be long: nothing is prefetched until they prove short again.
    pub(crate) fn stop_prefetch(&mut self) {
        self.mean = Some(1.0);
    }

    /// How many jobs to claim beyond the free slots: as many as finish while a claim is on its way. None if jobs are
    /// long, because another worker could start them earlier.
    fn prefetch(&self) -> usize {
        self.mean.map_or(0, |mean| {
            let jobs = self.concurrency as f64 * PREFETCH_WORK.as_secs_f64() / mean.max(1e-7);
            (jobs as usize).min(MAX_PREFETCH)
        })
    }

    /// The next claim to send: its number, and how many jobs. `claimed` is how many jobs this worker has.
    pub(crate) fn next(&mut self, claimed: usize, now: Instant) -> Option<(u64, usize)> {
        // With the same number: if the first command ran, its claim holds jobs already, and the reply is these.
        if let Some(request) = self.requests.iter_mut().find(|one| !one.in_flight) {
            request.in_flight = true;
            return Some((request.claim, request.jobs));
        }
        if self.requests.len() >= MAX_REQUESTS || self.idle_until.is_some_and(|until| until > now) {
            return None;
        }
        let prefetch = self.prefetch();
        let capacity = self.concurrency + prefetch;
        let requested: usize = self.requests.iter().map(|request| request.jobs).sum();
        let jobs = capacity
            .saturating_sub(claimed + requested)
            .min(CLAIM_LIMIT);
        // If jobs are short, few large claims cost less than many small ones.
        let least = if prefetch == 0 {
            1
        } else {
            capacity.min(CLAIM_LIMIT).div_ceil(2)
        };
        if jobs < least {
            return None;
        }
        self.idle_until = None;
        self.last_claim += 1;
        self.requests.push(Request {
            claim: self.last_claim,
            jobs,
            in_flight: true,
        });
        Some((self.last_claim, jobs))
    }

    /// A claim got its reply, or certainly did not run.
    pub(crate) fn replied(&mut self, claim: u64) {
        self.requests.retain(|request| request.claim != claim);
    }

    /// The reply to a claim was lost.
    pub(crate) fn reply_lost(&mut self, claim: u64) {
        if let Some(request) = self.requests.iter_mut().find(|one| one.claim == claim) {
            request.in_flight = false;
        }
    }

    /// Whether a claim is in flight.
    pub(crate) fn is_in_flight(&self) -> bool {
        self.requests.iter().any(|request| request.in_flight)
    }

    /// The queue is empty, except for a delayed job that is due in this many milliseconds.
    pub(crate) fn queue_is_empty(&mut self, next_due: Option<u64>, now: Instant) {
        let poll = random::between(POLL_INTERVAL.mul_f64(0.8), POLL_INTERVAL);
        let due = next_due.map_or(poll, |due| Duration::from_millis(due.max(1)));
        self.idle_until = Some(now + due.min(poll));
    }

    /// There may be jobs.
    pub(crate) fn wake(&mut self) {
        self.idle_until = None;
    }

    /// When an idle worker claims again.
    pub(crate) fn idle_until(&self) -> Option<Instant> {
        self.idle_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheduler(concurrency: usize, duration: Duration) -> ClaimScheduler {
        let mut scheduler = ClaimScheduler::new(concurrency);
        (0..100).for_each(|_| scheduler.record_duration(duration));
        scheduler
    }

    #[test]
    fn long_jobs_are_not_prefetched() {
        let mut scheduler = scheduler(4, Duration::from_secs(1));
        let now = Instant::now();
        assert_eq!(scheduler.next(0, now), Some((1, 4)));
        assert_eq!(scheduler.next(0, now), None, "all slots are requested");
        scheduler.replied(1);
        assert_eq!(scheduler.next(4, now), None);
        assert_eq!(scheduler.next(3, now), Some((2, 1)));
    }

    #[test]
    fn short_jobs_are_prefetched_in_large_claims() {
        let mut scheduler = scheduler(4, Duration::from_micros(10));
        let now = Instant::now();
        assert_eq!(scheduler.next(0, now), Some((1, 64)));
        assert_eq!(scheduler.next(0, now), Some((2, 64)));
        assert_eq!(scheduler.next(0, now), None, "two claims at once");
        scheduler.replied(1);
        assert_eq!(scheduler.next(64, now), None, "too few to be worth a claim");
        assert_eq!(scheduler.next(30, now), Some((3, 38)));
    }

    #[test]
    fn a_claim_whose_reply_is_lost_is_requested_again_with_its_number() {
        let mut scheduler = ClaimScheduler::new(8);
        let now = Instant::now();
        assert_eq!(scheduler.next(0, now), Some((1, 8)));
        scheduler.reply_lost(1);
        assert_eq!(scheduler.next(0, now), Some((1, 8)));
    }

    #[test]
    fn an_empty_queue_is_polled_until_a_wake_up() {
        let mut scheduler = ClaimScheduler::new(8);
        let now = Instant::now();
        scheduler.next(0, now);
        scheduler.replied(1);
        scheduler.queue_is_empty(None, now);
        assert_eq!(scheduler.next(0, now), None);
        let due = scheduler.idle_until().unwrap() - now;
        assert!(
            due >= POLL_INTERVAL.mul_f64(0.8) && due <= POLL_INTERVAL,
            "{due:?}"
        );
        scheduler.queue_is_empty(Some(30), now);
        assert_eq!(
            scheduler.idle_until(),
            Some(now + Duration::from_millis(30))
        );
        scheduler.wake();
        assert_eq!(scheduler.next(0, now), Some((2, 8)));
    }
}
