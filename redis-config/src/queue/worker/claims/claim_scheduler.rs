//! When to claim, and how much.

use std::time::{Duration, Instant};

use crate::queue::engine::limits::CLAIM_LIMIT;
use crate::random;

/// Claims asked for at once.
const ASKS: usize = 2;
/// Most jobs fetched ahead of free slots.
const AHEAD: usize = 2 * CLAIM_LIMIT;
/// Jobs are fetched ahead for this much work.
const AHEAD_WORK: Duration = Duration::from_millis(5);
/// A worker that nobody wakes looks again after this.
pub(crate) const NAP: Duration = Duration::from_secs(5);

/// A claim whose answer is awaited.
#[derive(Debug)]
struct Ask {
    claim: u64,
    jobs: usize,
    /// Its call is under way; otherwise its answer was lost, and it is to be asked again.
    sent: bool,
}

/// When to claim, and how much.
#[derive(Debug)]
pub(crate) struct ClaimScheduler {
    concurrency: usize,
    asks: Vec<Ask>,
    next: u64,
    /// The queue was empty; it may hold work again then.
    nap_until: Option<Instant>,
    /// How long an attempt takes, in seconds, recent ones counting most.
    mean: Option<f64>,
}

impl ClaimScheduler {
    pub(crate) fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            asks: Vec::new(),
            next: 0,
            nap_until: None,
            mean: None,
        }
    }

    /// Notes how long an attempt took.
    pub(crate) fn took(&mut self, took: Duration) {
        let took = took.as_secs_f64();
        self.mean = Some(self.mean.map_or(took, |mean| mean + (took - mean) / 16.0));
    }

    /// Jobs turned out long: nothing is fetched ahead until they prove short again.
    pub(crate) fn slow(&mut self) {
        self.mean = Some(1.0);
    }

    /// Jobs to fetch ahead of free slots: as many as are worked off while a claim travels, and none if jobs are long,
    /// for then another worker should have them.
    fn ahead(&self) -> usize {
        self.mean.map_or(0, |mean| {
            let many = self.concurrency as f64 * AHEAD_WORK.as_secs_f64() / mean.max(1e-7);
            (many as usize).min(AHEAD)
        })
    }

    /// The next claim to send: its number and how many jobs. `here` are the jobs that this worker has.
    pub(crate) fn next(&mut self, here: usize, now: Instant) -> Option<(u64, usize)> {
        if let Some(ask) = self.asks.iter_mut().find(|ask| !ask.sent) {
            ask.sent = true;
            return Some((ask.claim, ask.jobs));
        }
        if self.asks.len() >= ASKS || self.nap_until.is_some_and(|until| until > now) {
            return None;
        }
        let (ahead, coming) = (
            self.ahead(),
            self.asks.iter().map(|ask| ask.jobs).sum::<usize>(),
        );
        let capacity = self.concurrency + ahead;
        let jobs = capacity.saturating_sub(here + coming).min(CLAIM_LIMIT);
        // Short jobs: claims of a good size cost less than many small ones.
        let least = if ahead == 0 {
            1
        } else {
            capacity.min(CLAIM_LIMIT).div_ceil(2)
        };
        if jobs < least {
            return None;
        }
        self.nap_until = None;
        self.next += 1;
        self.asks.push(Ask {
            claim: self.next,
            jobs,
            sent: true,
        });
        Some((self.next, jobs))
    }

    /// A claim was answered, or refused for good.
    pub(crate) fn answered(&mut self, claim: u64) {
        self.asks.retain(|ask| ask.claim != claim);
    }

    /// The answer of a claim was lost.
    pub(crate) fn unanswered(&mut self, claim: u64) {
        if let Some(ask) = self.asks.iter_mut().find(|ask| ask.claim == claim) {
            ask.sent = false;
        }
    }

    /// Whether an answer is under way.
    pub(crate) fn is_asking(&self) -> bool {
        self.asks.iter().any(|ask| ask.sent)
    }

    /// The queue is empty, but for a delayed job that is due in so many milliseconds.
    pub(crate) fn empty(&mut self, next_due: Option<u64>, now: Instant) {
        let nap = random::between(NAP.mul_f64(0.8), NAP);
        let due = next_due.map_or(nap, |due| Duration::from_millis(due.max(1)));
        self.nap_until = Some(now + due.min(nap));
    }

    /// There may be work.
    pub(crate) fn wake(&mut self) {
        self.nap_until = None;
    }

    /// When to look again.
    pub(crate) fn nap_until(&self) -> Option<Instant> {
        self.nap_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(concurrency: usize, took: Duration) -> ClaimScheduler {
        let mut claiming = ClaimScheduler::new(concurrency);
        (0..100).for_each(|_| claiming.took(took));
        claiming
    }

    #[test]
    fn long_jobs_are_never_fetched_ahead() {
        let mut claiming = busy(4, Duration::from_secs(1));
        let now = Instant::now();
        assert_eq!(claiming.next(0, now), Some((1, 4)));
        assert_eq!(claiming.next(0, now), None, "all slots are spoken for");
        claiming.answered(1);
        assert_eq!(claiming.next(4, now), None);
        assert_eq!(claiming.next(3, now), Some((2, 1)));
    }

    #[test]
    fn short_jobs_are_fetched_ahead_in_large_claims() {
        let mut claiming = busy(4, Duration::from_micros(10));
        let now = Instant::now();
        assert_eq!(claiming.next(0, now), Some((1, 64)));
        assert_eq!(claiming.next(0, now), Some((2, 64)));
        assert_eq!(claiming.next(0, now), None, "two claims at once");
        claiming.answered(1);
        assert_eq!(claiming.next(64, now), None, "too few to be worth a claim");
        assert_eq!(claiming.next(30, now), Some((3, 38)));
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_by_the_same_number() {
        let mut claiming = ClaimScheduler::new(8);
        let now = Instant::now();
        assert_eq!(claiming.next(0, now), Some((1, 8)));
        claiming.unanswered(1);
        assert_eq!(claiming.next(0, now), Some((1, 8)));
    }

    #[test]
    fn an_empty_queue_is_left_alone_until_something_wakes_us() {
        let mut claiming = ClaimScheduler::new(8);
        let now = Instant::now();
        claiming.next(0, now);
        claiming.answered(1);
        claiming.empty(None, now);
        assert_eq!(claiming.next(0, now), None);
        let due = claiming.nap_until().unwrap() - now;
        assert!(due >= NAP.mul_f64(0.8) && due <= NAP, "{due:?}");
        claiming.empty(Some(30), now);
        assert_eq!(claiming.nap_until(), Some(now + Duration::from_millis(30)));
        claiming.wake();
        assert_eq!(claiming.next(0, now), Some((2, 8)));
    }
}
