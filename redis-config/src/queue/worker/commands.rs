//! The calls of a worker, each a future that ends in an event.

use std::pin::Pin;
use std::time::{Duration, Instant};

use redis::RedisResult;

use super::claims::claim_scheduler::NAP;
use super::event_loop::{Policy, WorkerLoop};
use super::wake_listener::WakeListener;
use crate::config::definition::RedisConfig;
use crate::queue::engine::acl_commands::Role;
use crate::queue::engine::preflight;
use crate::queue::engine::reply::{Claimed, Swept};
use crate::queue::engine::scripts_api::Finish;
use crate::queue::error::QueueError;

/// Claims that one sweep takes back.
const SWEEP_CLAIMS: u32 = 16;
/// The time to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// A call that has ended.
pub(crate) enum Event<C> {
    Claimed {
        generation: u64,
        claim: u64,
        asked_at: Instant,
        answer: RedisResult<Claimed>,
    },
    Finished {
        generation: u64,
        finishes: Vec<(u64, Finish)>,
        answer: RedisResult<Vec<bool>>,
    },
    Renewed {
        generation: u64,
        claims: Vec<u64>,
        asked_at: Instant,
        answer: RedisResult<Vec<usize>>,
    },
    Swept {
        generation: u64,
        answer: RedisResult<Swept>,
    },
    /// `None`: the server could not be asked.
    Policy {
        generation: u64,
        answer: Option<Result<(), QueueError>>,
    },
    Woken(Box<WakeListener<C>>),
}

impl<C> Event<C> {
    /// The configuration that the call was made under.
    pub(crate) fn generation(&self) -> Option<u64> {
        match self {
            Self::Claimed { generation, .. }
            | Self::Finished { generation, .. }
            | Self::Renewed { generation, .. }
            | Self::Swept { generation, .. }
            | Self::Policy { generation, .. } => Some(*generation),
            Self::Woken(_) => None,
        }
    }
}

pub(crate) type Call<C> = Pin<Box<dyn Future<Output = Event<C>> + Send>>;

impl<C: RedisConfig, J, H> WorkerLoop<C, J, H> {
    pub(crate) fn claim(&mut self, claim: u64, jobs: usize, asked_at: Instant) {
        let (id, engine) = (self.claim_id(claim), self.engine.clone());
        let (lease, name) = (self.options.lease, self.name);
        let desk = self.desks.asking(claim);
        desk.calls += 1;
        let (generation, mut conn) = (desk.generation, desk.conn());
        self.calls.push(Box::pin(async move {
            let answer = engine.claim(&mut conn, &id, jobs, lease, &name, NAP).await;
            Event::Claimed {
                generation,
                claim,
                asked_at,
                answer,
            }
        }));
    }

    /// Tells each server what it is owed, and renews the leases there.
    pub(crate) fn settle_up(&mut self, hurry: bool, now: Instant) {
        let name = self.name;
        let lease = self.options.lease;
        for desk in self.desks.iter_mut() {
            if desk.trouble.until(now).is_some() {
                continue;
            }
            while let Some(finishes) = desk.ledger.send(hurry, now) {
                desk.calls += 1;
                let (generation, mut conn) = (desk.generation, desk.conn());
                let engine = self.engine.clone();
                self.calls.push(Box::pin(async move {
                    let answer = engine
                        .finish(&mut conn, finishes.iter().map(|(_, finish)| finish))
                        .await;
                    Event::Finished {
                        generation,
                        finishes,
                        answer,
                    }
                }));
            }
            for claims in desk.ledger.renew(now) {
                desk.calls += 1;
                let (generation, mut conn) = (desk.generation, desk.conn());
                let engine = self.engine.clone();
                let ids: Vec<[u8; 16]> =
                    claims.iter().map(|claim| claim_id(name, *claim)).collect();
                self.calls.push(Box::pin(async move {
                    let answer = engine.renew(&mut conn, lease, &ids).await;
                    Event::Renewed {
                        generation,
                        claims,
                        asked_at: now,
                        answer,
                    }
                }));
            }
        }
    }

    pub(crate) fn sweep(&mut self) {
        let engine = self.engine.clone();
        let (lease, deliveries) = (self.options.lease, self.options.max_deliveries);
        self.sweeping = true;
        let desk = self.desks.current();
        desk.calls += 1;
        let (generation, mut conn) = (desk.generation, desk.conn());
        self.calls.push(Box::pin(async move {
            let answer = engine
                .sweep(&mut conn, SWEEP_CLAIMS, deliveries, lease)
                .await;
            Event::Swept { generation, answer }
        }));
    }

    /// Asks whether the server may evict jobs, and whether the user may do its work, if that is not known and not asked already.
    pub(crate) fn ask_policy(&mut self) {
        if self.policy != Policy::Unknown {
            return;
        }
        self.policy = Policy::Asked;
        let engine = self.engine.clone();
        let allow_eviction = self.options.allow_eviction;
        let desk = self.desks.current();
        desk.calls += 1;
        let (generation, mut conn) = (desk.generation, desk.conn());
        self.calls.push(Box::pin(async move {
            let permitted = preflight::check_permissions(&mut conn, &engine, Role::Worker).await;
            let answer = match permitted {
                Some(Ok(())) if !allow_eviction => preflight::check_policy(&mut conn).await,
                known => known,
            };
            Event::Policy { generation, answer }
        }));
    }

    /// Sleeps on the wake tokens, if it does not already. A delayed job that falls due before is the timer's business.
    pub(crate) fn sleep(&mut self) {
        let Some(mut sleeper) = self.sleeper.take() else {
            return;
        };
        self.calls.push(Box::pin(async move {
            sleeper.sleep(NAP).await;
            Event::Woken(sleeper)
        }));
    }

    /// Gives back claims whose answer never came, and stops to count as asleep.
    pub(crate) async fn farewell(&mut self) {
        // Ends the sleep: a token that comes from now on is for others.
        self.calls.clear();
        self.sleeper = None;
        let (name, engine) = (self.name, self.engine.clone());
        let mut released = 0;
        for desk in self.desks.iter_mut() {
            desk.ledger.abandon(&mut self.summary);
            let asked: Vec<[u8; 16]> = desk
                .asked()
                .iter()
                .map(|claim| claim_id(name, *claim))
                .collect();
            let mut conn = desk.conn();
            let goodbye = async {
                if !asked.is_empty() {
                    released += engine.release(&mut conn, &asked).await?;
                }
                engine.leave(&mut conn, &name).await
            };
            match tokio::time::timeout(GOODBYE, goodbye).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::debug!(error = %error, "a worker left without goodbye");
                }
                Err(_) => tracing::debug!("a worker left without goodbye"),
            }
        }
        self.summary.released += released;
    }

    pub(crate) fn claim_id(&self, claim: u64) -> [u8; 16] {
        claim_id(self.name, claim)
    }
}

/// A worker's claims have its name and count up: an id is never used twice.
fn claim_id(name: [u8; 8], claim: u64) -> [u8; 16] {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&name);
    id[8..].copy_from_slice(&claim.to_be_bytes());
    id
}
