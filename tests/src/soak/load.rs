//! The load of a service: it pushes jobs, counts, publishes and subscribes.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use redis_config::queue::{JobId, PushOptions, Queue, QueueError};
use redis_config::redis::{AsyncCommands as _, RedisResult};
use redis_config::{Handle, Subscriber, SubscriberEvent, outcome_is_unknown};
use tokio::task::JoinSet;

use super::definition::{Chore, SoakRedis};
use crate::canary;
use crate::random::Random;

const PRODUCERS: u64 = 8;
const COUNTERS: u64 = 16;
/// The channel of the subscriber.
pub(super) const CHANNEL: &str = "soak:news";

/// One job as its producer knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pushed {
    pub(super) from: SystemTime,
    /// When it was acknowledged.
    pub(super) acknowledged: Option<SystemTime>,
    /// Whether an outcome was unknown, so that it was pushed again.
    pub(super) again: bool,
}

/// One counter: `INCR` is never repeated by us.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    pub(super) acknowledged: i64,
    pub(super) unknown: i64,
    pub(super) failed: i64,
}

/// When something succeeded.
#[derive(Debug, Default)]
pub(super) struct Pulse(Mutex<Vec<SystemTime>>);

impl Pulse {
    fn beat(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(SystemTime::now());
    }

    /// How long after this moment the first success came; `None` if none did.
    pub(super) fn first_after(&self, at: SystemTime) -> Option<Duration> {
        let beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = beats.iter().filter_map(|beat| beat.duration_since(at).ok());
        after.min()
    }
}

/// The results of the load.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) stop: AtomicBool,
    pub(super) pushes: Mutex<HashMap<JobId, Pushed>>,
    pub(super) unknown: AtomicU64,
    pub(super) failed: AtomicU64,
    /// The errors of increments that were not sent, and how often.
    pub(super) refusals: Mutex<BTreeMap<String, u64>>,
    pub(super) counters: Mutex<HashMap<String, Counted>>,
    pub(super) push_pulse: Pulse,
    pub(super) busy_pulse: Pulse,
    pub(super) received_pulse: Pulse,
    pub(super) received: AtomicU64,
    pub(super) gaps: AtomicU64,
    /// Text of an error that shows a secret.
    pub(super) leaked: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Load {
    /// Starts all of it; it ends some time after `stop`.
    pub(super) fn start(
        self: &Arc<Self>,
        producer: &Handle<SoakRedis>,
        busy: &Handle<SoakRedis>,
        seed: u64,
    ) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let queue: Queue<SoakRedis, Chore> = Queue::new(producer);
        for number in 0..PRODUCERS {
            let random = Random::new(seed ^ (number << 32));
            tasks.spawn(Arc::clone(self).produce(queue.clone(), random));
        }
        for number in 0..COUNTERS {
            tasks.spawn(Arc::clone(self).count(busy.clone(), format!("soak:counter:{number}")));
        }
        tasks.spawn(Arc::clone(self).publish(busy.clone()));
        tasks
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn look(&self, error: &(impl std::fmt::Display + std::fmt::Debug)) {
        if canary::find(&format!("{error} {error:?}")).is_some() {
            self.leaked.store(true, Ordering::Relaxed);
        }
    }

    /// Each job under one id, until it is acknowledged.
    async fn produce(self: Arc<Self>, queue: Queue<SoakRedis, Chore>, mut random: Random) {
        while !self.stopped() {
            let id = JobId::new();
            let chore = Chore {
                millis: 2 + random.below(20),
                marker: canary::PAYLOAD.to_owned(),
            };
            let pushed = Pushed {
                from: SystemTime::now(),
                acknowledged: None,
                again: false,
            };
            lock(&self.pushes).insert(id, pushed);
            loop {
                let outcome = queue.push_with(&chore, PushOptions::new().id(id)).await;
                match outcome {
                    Ok(_) => break,
                    Err(error) => {
                        self.look(&error);
                        if matches!(error, QueueError::OutcomeUnknown { .. }) {
                            self.unknown.fetch_add(1, Ordering::Relaxed);
                            if let Some(push) = lock(&self.pushes).get_mut(&id) {
                                push.again = true;
                            }
                        } else {
                            self.failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            self.push_pulse.beat();
            if let Some(push) = lock(&self.pushes).get_mut(&id) {
                push.acknowledged = Some(SystemTime::now());
            }
            tokio::time::sleep(Duration::from_millis(random.below(60))).await;
        }
    }

    async fn count(self: Arc<Self>, handle: Handle<SoakRedis>, key: String) {
        while !self.stopped() {
            let counted: RedisResult<i64> = handle.conn().incr(&key, 1).await;
            {
                let mut counters = lock(&self.counters);
                let counter = counters.entry(key.clone()).or_default();
                match &counted {
                    Ok(_) => counter.acknowledged += 1,
                    Err(error) if outcome_is_unknown(error) => counter.unknown += 1,
                    Err(error) => {
                        counter.failed += 1;
                        *lock(&self.refusals).entry(error.to_string()).or_default() += 1;
                    }
                }
            }
            match counted {
                Ok(_) => self.busy_pulse.beat(),
                Err(error) => self.look(&error),
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn publish(self: Arc<Self>, handle: Handle<SoakRedis>) {
        while !self.stopped() {
            let published: RedisResult<i64> = handle.conn().publish(CHANNEL, "soak").await;
            if let Err(error) = published {
                self.look(&error);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Receives messages, forever.
    pub(super) async fn listen(self: Arc<Self>, mut subscriber: Subscriber<SoakRedis>) {
        loop {
            match subscriber.next().await {
                SubscriberEvent::Message(_) => {
                    self.received.fetch_add(1, Ordering::Relaxed);
                    self.received_pulse.beat();
                }
                _ => {
                    self.gaps.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}
