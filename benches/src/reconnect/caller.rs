//! A caller that sends a `SET` every 10 ms, without waiting for the previous ones.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::peer::Client;

const EVERY: Duration = Duration::from_millis(10);
/// Successes before a fault that show that a peer works.
const WARM: usize = 20;
/// A call that has taken this long when the trial ends is counted as hanging.
const HANGING: Duration = Duration::from_secs(1);

/// One call.
#[derive(Clone, Copy, Debug)]
struct Call {
    start: Instant,
    end: Option<(Instant, bool)>,
}

/// Which successes show that a peer is back.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Those that ended after this.
    pub ended: Instant,
    /// And that began after this: a command in flight during the fault may still be answered by the old server.
    pub began: Option<Instant>,
}

/// The outcome of a peer for a fault.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// From the return of the server to the first success; `None` if there was none in time.
    pub back: Option<Duration>,
    /// Calls that failed.
    pub errors: usize,
    /// Calls without a reply for a second or more when the trial ended.
    pub hanging: usize,
    /// The longest that a call took, failed or not.
    pub longest: Duration,
}

/// The calling task and its records.
pub struct Caller {
    calls: Arc<Mutex<Vec<Call>>>,
    task: JoinHandle<()>,
}

impl Caller {
    /// Starts to call.
    pub fn start(client: Client) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&calls);
        let task = tokio::spawn(async move {
            let mut running = JoinSet::new();
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            loop {
                ticks.tick().await;
                while running.try_join_next().is_some() {}
                let (set, notes) = (client(), Arc::clone(&notes));
                running.spawn(async move {
                    let place = {
                        let mut notes = lock(&notes);
                        notes.push(Call {
                            start: Instant::now(),
                            end: None,
                        });
                        notes.len() - 1
                    };
                    let done = set.await.is_ok();
                    lock(&notes)[place].end = Some((Instant::now(), done));
                });
            }
        });
        Self { calls, task }
    }

    /// Whether it has seen enough successes.
    pub fn is_warm(&self) -> bool {
        let calls = lock(&self.calls);
        let done = calls
            .iter()
            .filter(|call| matches!(call.end, Some((_, true))));
        done.count() >= WARM
    }

    /// Whether there was a success that counts.
    pub fn is_back(&self, rule: Rule) -> bool {
        first(&lock(&self.calls), rule).is_some()
    }

    /// Stops the caller, and returns its observations since the fault.
    pub fn outcome(self, fault: Instant, back: Instant, rule: Rule) -> Outcome {
        self.task.abort();
        let calls = lock(&self.calls).clone();
        let now = Instant::now();
        let concerned = || {
            calls
                .iter()
                .filter(|call| call.end.is_none_or(|(end, _)| end >= fault))
        };
        Outcome {
            back: first(&calls, rule).map(|first| first.saturating_duration_since(back)),
            errors: concerned()
                .filter(|call| matches!(call.end, Some((_, false))))
                .count(),
            hanging: concerned()
                .filter(|call| call.end.is_none() && now - call.start >= HANGING)
                .count(),
            longest: concerned()
                .map(|call| call.end.map_or(now, |(end, _)| end) - call.start)
                .max()
                .unwrap_or_default(),
        }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn first(calls: &[Call], rule: Rule) -> Option<Instant> {
    calls
        .iter()
        .filter(|call| rule.began.is_none_or(|began| call.start >= began))
        .filter_map(|call| match call.end {
            Some((end, true)) if end >= rule.ended => Some(end),
            _ => None,
        })
        .min()
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
