//! What a worker does with the answers to its calls.

use std::time::Instant;

use redis::RedisError;

use super::calls::Event;
use super::engine::{Claimed, Item, Operation, SCHEMA, Swept};
use super::error::may_have_run;
use super::jobs::Waiting;
use super::random;
use super::run::{Phase, Policy, Run};
use crate::config::RedisConfig;
use crate::queue::{Context, Job, Outcome, QueueError};

impl<C, J, H, F, O> Run<C, J, H>
where
    C: RedisConfig,
    J: Job,
    H: Fn(J, Context) -> F + Send + Sync + 'static,
    F: Future<Output = O> + Send + 'static,
    O: Outcome,
{
    /// A call has ended.
    pub(super) fn called(&mut self, event: Event<C>, now: Instant) {
        match event {
            Event::Claimed {
                claim,
                asked_at,
                answer,
            } => match answer {
                Ok(answer) => {
                    self.trouble.end();
                    self.claiming.answered(claim);
                    self.claimed(claim, asked_at, answer, now);
                }
                Err(error) => {
                    // A claim that may exist is asked for again by its number.
                    if may_have_run(&error) {
                        self.claiming.unanswered(claim);
                    } else {
                        self.claiming.answered(claim);
                    }
                    self.failed("claim", &error, now);
                }
            },
            Event::Finished { finishes, answer } => match answer {
                Ok(held) => {
                    self.trouble.end();
                    for lost in self
                        .ledger
                        .finished(finishes, &held, &mut self.summary, now)
                    {
                        self.jobs.lost(lost);
                    }
                }
                Err(error) => {
                    self.ledger.unfinished(finishes, may_have_run(&error), now);
                    self.failed("finish", &error, now);
                }
            },
            Event::Renewed {
                claims,
                asked_at,
                answer,
            } => match answer {
                Ok(lost) => {
                    self.trouble.end();
                    for lost in self
                        .ledger
                        .renewed(&claims, &lost, asked_at, &mut self.summary)
                    {
                        tracing::warn!(
                            queue = J::QUEUE,
                            "a lease was lost: its handlers are cancelled"
                        );
                        self.jobs.lost(lost);
                    }
                }
                Err(error) => {
                    self.ledger.not_renewed(now);
                    self.failed("renew", &error, now);
                }
            },
            Event::Swept(answer) => {
                self.sweeping = false;
                let third = self.options.lease / 3;
                self.sweep_at = now + random::between(third / 2, third + third / 2);
                match answer {
                    Ok(swept) => {
                        self.trouble.end();
                        self.swept(swept, now);
                    }
                    Err(error) => self.failed("sweep", &error, now),
                }
            }
            Event::Policy(Some(Ok(()))) => {
                self.trouble.end();
                self.policy = Policy::Accepted;
            }
            Event::Policy(Some(Err(error))) => {
                self.policy = Policy::Unknown;
                self.fatal = Some(error);
                self.wind_up(Phase::Finishing(now + self.options.shutdown_timeout));
            }
            Event::Policy(None) => {
                self.policy = Policy::Unknown;
                self.trouble.begin(now);
            }
            Event::Woken(sleeper) => {
                self.sleeper = Some(sleeper);
                self.claiming.wake();
            }
        }
    }

    fn claimed(&mut self, claim: u64, asked_at: Instant, answer: Claimed, now: Instant) {
        let items = match answer {
            Claimed::Items(items) => items,
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
        let token = self.cancel.child_token();
        self.ledger
            .claimed(claim, self.claim_id(claim), items.len(), token, asked_at);
        for (position, bytes) in (0..).zip(items) {
            match Item::decode(bytes) {
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
                    self.ledger
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

    fn failed(&mut self, call: &'static str, error: &RedisError, now: Instant) {
        tracing::warn!(queue = J::QUEUE, call, error = %error, "a worker's call failed: it goes on");
        self.trouble.begin(now);
    }
}
