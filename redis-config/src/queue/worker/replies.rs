//! What a worker does with the answers to its calls.

use std::time::Instant;

use redis::RedisError;

use super::commands::Event;
use super::event_loop::{Phase, Policy, WorkerLoop};
use super::handler::context::Context;
use super::handler::job_slots::Waiting;
use super::handler::outcome::Outcome;
use crate::config::definition::RedisConfig;
use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::limits::SCHEMA;
use crate::queue::engine::reply::{Claimed, Swept};
use crate::queue::engine::scripts_api::Operation;
use crate::queue::error::{QueueError, may_have_run};
use crate::queue::job::Job;
use crate::random;

impl<C, J, H, F, O> WorkerLoop<C, J, H>
where
    C: RedisConfig,
    J: Job,
    H: Fn(J, Context) -> F + Send + Sync + 'static,
    F: Future<Output = O> + Send + 'static,
    O: Outcome,
{
    /// A call has ended.
    pub(crate) fn called(&mut self, event: Event<C>, now: Instant) {
        if let Some(desk) = event.generation().and_then(|one| self.desks.of(one)) {
            desk.calls -= 1;
        }
        match event {
            Event::Claimed {
                generation,
                claim,
                asked_at,
                answer,
            } => match answer {
                Ok(answer) => {
                    self.worked(generation);
                    self.claiming.answered(claim);
                    self.claimed(generation, claim, asked_at, answer, now);
                    self.desks.answered(claim);
                }
                Err(error) => {
                    // A claim that may exist is asked for again by its number, where it was asked for.
                    if may_have_run(&error) {
                        self.claiming.unanswered(claim);
                    } else {
                        self.claiming.answered(claim);
                        self.desks.answered(claim);
                    }
                    self.failed(generation, "claim", &error, now);
                }
            },
            Event::Finished {
                generation,
                finishes,
                answer,
            } => {
                let Some(desk) = self.desks.of(generation) else {
                    return;
                };
                match answer {
                    Ok(held) => {
                        desk.trouble.end();
                        let lost = desk
                            .ledger
                            .finished(finishes, &held, &mut self.summary, now);
                        for lost in lost {
                            self.jobs.lost(lost);
                        }
                    }
                    Err(error) => {
                        desk.ledger.unfinished(finishes, may_have_run(&error), now);
                        self.failed(generation, "finish", &error, now);
                    }
                }
            }
            Event::Renewed {
                generation,
                claims,
                asked_at,
                answer,
            } => {
                let Some(desk) = self.desks.of(generation) else {
                    return;
                };
                match answer {
                    Ok(lost) => {
                        desk.trouble.end();
                        let lost = desk
                            .ledger
                            .renewed(&claims, &lost, asked_at, &mut self.summary);
                        for lost in lost {
                            tracing::warn!(
                                queue = J::QUEUE,
                                "a lease was lost: its handlers are cancelled"
                            );
                            self.jobs.lost(lost);
                        }
                    }
                    Err(error) => {
                        desk.ledger.not_renewed(now);
                        self.failed(generation, "renew", &error, now);
                    }
                }
            }
            Event::Swept { generation, answer } => {
                self.sweeping = false;
                let third = self.options.lease / 3;
                self.sweep_at = now + random::between(third / 2, third + third / 2);
                match answer {
                    Ok(swept) => {
                        self.worked(generation);
                        self.swept(swept, now);
                    }
                    Err(error) => self.failed(generation, "sweep", &error, now),
                }
            }
            // Of a server that was left meanwhile: the next one is asked.
            Event::Policy { generation, .. } if generation != self.desks.current().generation => {
                self.policy = Policy::Unknown;
            }
            Event::Policy { generation, answer } => match answer {
                Some(Ok(())) => {
                    self.worked(generation);
                    self.policy = Policy::Accepted;
                }
                Some(Err(error)) => {
                    self.policy = Policy::Unknown;
                    self.fatal = Some(error);
                    self.wind_up(Phase::Finishing(now + self.options.shutdown_timeout));
                }
                None => {
                    self.policy = Policy::Unknown;
                    self.desks.current().trouble.begin(now);
                }
            },
            Event::Woken(sleeper) => {
                self.sleeper = Some(sleeper);
                self.claiming.wake();
            }
        }
    }

    /// A call to the server of that configuration worked.
    fn worked(&mut self, generation: u64) {
        if let Some(desk) = self.desks.of(generation) {
            desk.trouble.end();
        }
    }

    fn claimed(
        &mut self,
        generation: u64,
        claim: u64,
        asked_at: Instant,
        answer: Claimed,
        now: Instant,
    ) {
        let items = match answer {
            Claimed::Items(items) => items,
            // The server that was left says nothing of the one in use.
            Claimed::Empty { .. } if generation != self.desks.current().generation => return,
            Claimed::Empty { next_due } => return self.claiming.empty(next_due, now),
            Claimed::SchemaNewer(found) => {
                self.fatal = Some(QueueError::SchemaNewer {
                    found,
                    supported: SCHEMA,
                });
                return self.wind_up(Phase::Finishing(now + self.options.shutdown_timeout));
            }
        };
        self.claiming.wake();
        let (id, token) = (self.claim_id(claim), self.cancel.child_token());
        self.desks
            .asking(claim)
            .ledger
            .claimed(claim, id, items.len(), token, asked_at);
        for (position, bytes) in (0..).zip(items) {
            match Envelope::decode(bytes) {
                Ok(item) => {
                    self.summary.redelivered += u64::from(item.header.deliveries > 0);
                    let job = Waiting {
                        claim,
                        position,
                        item,
                    };
                    self.jobs.fetched(job, now);
                }
                Err(_) => {
                    let reason =
                        "malformed item: not a job of this version of redis-config".to_owned();
                    self.desks
                        .settle(claim, position, Some(Operation::Malformed(reason)), now);
                }
            }
        }
        if self.phase != Phase::Working {
            self.give_back(now);
        }
    }

    fn swept(&mut self, swept: Swept, now: Instant) {
        self.summary.dead += swept.buried;
        if swept.moved + swept.buried > 0 {
            tracing::warn!(
                queue = J::QUEUE,
                redelivered = swept.moved,
                dead = swept.buried,
                "jobs of a vanished worker"
            );
            self.claiming.wake();
        }
        if swept.more {
            self.sweep_at = now;
        }
    }

    fn failed(&mut self, generation: u64, call: &'static str, error: &RedisError, now: Instant) {
        tracing::warn!(queue = J::QUEUE, call, error = %error, "a worker's call failed: it goes on");
        if let Some(desk) = self.desks.of(generation) {
            desk.trouble.begin(now);
        }
    }
}
