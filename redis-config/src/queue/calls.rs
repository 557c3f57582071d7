//! The calls of a worker, each a future that ends in an event.

use std::pin::Pin;
use std::time::{Duration, Instant};

use redis::RedisResult;

use super::attach;
use super::claiming::NAP;
use super::engine::{Claimed, Finish, Swept};
use super::run::{Policy, Run};
use super::sleeper::Sleeper;
use crate::config::RedisConfig;
use crate::queue::QueueError;

/// Claims that one sweep takes back.
const SWEEP_CLAIMS: u32 = 16;
/// The time to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// A call that has ended.
pub(super) enum Event<C> {
    Claimed {
        claim: u64,
        asked_at: Instant,
        answer: RedisResult<Claimed>,
    },
    Finished {
        finishes: Vec<(u64, Finish)>,
        answer: RedisResult<Vec<bool>>,
    },
    Renewed {
        claims: Vec<u64>,
        asked_at: Instant,
        answer: RedisResult<Vec<usize>>,
    },
    Swept(RedisResult<Swept>),
    /// `None`: the server could not be asked.
    Policy(Option<Result<(), QueueError>>),
    Woken(Box<Sleeper<C>>),
}

pub(super) type Call<C> = Pin<Box<dyn Future<Output = Event<C>> + Send>>;

impl<C: RedisConfig, J, H> Run<C, J, H> {
    pub(super) fn claim(&mut self, claim: u64, jobs: usize, asked_at: Instant) {
        let (engine, mut conn) = (self.engine.clone(), self.handle.conn());
        let (id, lease, name) = (self.claim_id(claim), self.options.lease, self.name);
        self.calls.push(Box::pin(async move {
            let answer = engine.claim(&mut conn, &id, jobs, lease, &name, NAP).await;
            Event::Claimed {
                claim,
                asked_at,
                answer,
            }
        }));
    }

    pub(super) fn finish(&mut self, finishes: Vec<(u64, Finish)>) {
        let (engine, mut conn) = (self.engine.clone(), self.handle.conn());
        self.calls.push(Box::pin(async move {
            let answer = engine
                .finish(&mut conn, finishes.iter().map(|(_, finish)| finish))
                .await;
            Event::Finished { finishes, answer }
        }));
    }

    pub(super) fn renew(&mut self, claims: Vec<u64>, asked_at: Instant) {
        let (engine, mut conn) = (self.engine.clone(), self.handle.conn());
        let lease = self.options.lease;
        let ids: Vec<[u8; 16]> = claims.iter().map(|claim| self.claim_id(*claim)).collect();
        self.calls.push(Box::pin(async move {
            let answer = engine.renew(&mut conn, lease, &ids).await;
            Event::Renewed {
                claims,
                asked_at,
                answer,
            }
        }));
    }

    pub(super) fn sweep(&mut self) {
        let (engine, mut conn) = (self.engine.clone(), self.handle.conn());
        let (lease, deliveries) = (self.options.lease, self.options.max_deliveries);
        self.sweeping = true;
        self.calls.push(Box::pin(async move {
            Event::Swept(
                engine
                    .sweep(&mut conn, SWEEP_CLAIMS, deliveries, lease)
                    .await,
            )
        }));
    }

    /// Asks whether the server may evict jobs, if that is not known and not asked already.
    pub(super) fn ask_policy(&mut self) {
        if self.policy != Policy::Unknown {
            return;
        }
        self.policy = Policy::Asked;
        let mut conn = self.handle.conn();
        self.calls.push(Box::pin(async move {
            Event::Policy(attach::check_policy(&mut conn).await)
        }));
    }

    /// Sleeps on the wake tokens, if it does not already. A delayed job that falls due before is the timer's business.
    pub(super) fn sleep(&mut self) {
        let Some(mut sleeper) = self.sleeper.take() else {
            return;
        };
        self.calls.push(Box::pin(async move {
            sleeper.sleep(NAP).await;
            Event::Woken(sleeper)
        }));
    }

    /// Gives back claims whose answer never came, and stops to count as asleep.
    pub(super) async fn farewell(&mut self) {
        // Ends the sleep: a token that comes from now on is for others.
        self.calls.clear();
        self.sleeper = None;
        self.ledger.abandon(&mut self.summary);
        let asked: Vec<[u8; 16]> = self
            .claiming
            .asked()
            .map(|claim| self.claim_id(claim))
            .collect();
        let mut conn = self.handle.conn();
        let goodbye = async {
            if !asked.is_empty() {
                self.summary.released += self.engine.release(&mut conn, &asked).await?;
            }
            self.engine.leave(&mut conn, &self.name).await
        };
        match tokio::time::timeout(GOODBYE, goodbye).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error = %error, "a worker left without goodbye"),
            Err(_) => tracing::debug!("a worker left without goodbye"),
        }
    }

    /// A worker's claims have its name and count up: an id is never used twice.
    pub(super) fn claim_id(&self, claim: u64) -> [u8; 16] {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.name);
        id[8..].copy_from_slice(&claim.to_be_bytes());
        id
    }
}
