//! The commands of a worker: futures that run side by side, each of which ends in an event.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use redis::RedisResult;

use super::claims::claim_scheduler::POLL_INTERVAL;
use super::options::Options;
use super::server_sessions::{ServerSession, ServerSessions};
use super::summary::Summary;
use super::wake_listener::WakeListener;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::handle::shared::connection::Connection;
use crate::queue::engine::acl_commands::Role;
use crate::queue::engine::keys::Key;
use crate::queue::engine::preflight;
use crate::queue::engine::reply::{Claimed, Swept};
use crate::queue::engine::scripts_api::{Engine, Finish};
use crate::queue::error::QueueError;
use crate::random;

/// The most claims that one sweep takes back.
const SWEEP_CLAIMS: u32 = 16;
/// How long the last commands to a server may take.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(2);

/// The end of a command.
pub(crate) enum Event {
    /// A reply, or an error, for a command of this generation.
    Reply { generation: u64, reply: Reply },
    /// A wake token arrived, or was waited for long enough.
    Woken,
}

pub(crate) enum Reply {
    Claim {
        claim: u64,
        requested_at: Instant,
        result: RedisResult<Claimed>,
    },
    Finish {
        finishes: Vec<(u64, Finish)>,
        result: RedisResult<Vec<bool>>,
    },
    Renew {
        claims: Vec<u64>,
        requested_at: Instant,
        result: RedisResult<Vec<usize>>,
    },
    Sweep(RedisResult<Swept>),
    /// `None` if the server could not be asked.
    Preflight(Option<Result<(), QueueError>>),
}

enum Ended<C: RedisConfig> {
    Command(u64, Reply),
    Listener(Box<WakeListener<C>>),
}

type InFlight<C> = Pin<Box<dyn Future<Output = Ended<C>> + Send>>;

/// Sends the commands of a worker, and yields their events.
pub(crate) struct Commands<C: RedisConfig> {
    engine: Arc<Engine>,
    /// A random name, the first half of every claim id.
    worker: [u8; 8],
    lease: Duration,
    max_deliveries: u32,
    allow_eviction: bool,
    in_flight: FuturesUnordered<InFlight<C>>,
    /// Here unless it is in flight.
    listener: Option<Box<WakeListener<C>>>,
}

impl<C: RedisConfig> Commands<C> {
    pub(crate) fn new(handle: Handle<C>, engine: Engine, options: &Options) -> Self {
        let tokens = engine.keys.get(Key::Tokens).to_owned();
        Self {
            listener: Some(Box::new(WakeListener::new(handle, tokens))),
            engine: Arc::new(engine),
            worker: random::bits().to_be_bytes(),
            lease: options.lease,
            max_deliveries: options.max_deliveries,
            allow_eviction: options.allow_eviction,
            in_flight: FuturesUnordered::new(),
        }
    }

    pub(crate) fn poll_event(&mut self, cx: &mut task::Context<'_>) -> Poll<Event> {
        match self.in_flight.poll_next_unpin(cx) {
            Poll::Ready(Some(Ended::Command(generation, reply))) => {
                Poll::Ready(Event::Reply { generation, reply })
            }
            Poll::Ready(Some(Ended::Listener(listener))) => {
                self.listener = Some(listener);
                Poll::Ready(Event::Woken)
            }
            // `None`: nothing is in flight.
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// The id of a claim: the name of the worker and a counter, so that no id is used twice.
    pub(crate) fn claim_id(&self, claim: u64) -> [u8; 16] {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.worker);
        id[8..].copy_from_slice(&claim.to_be_bytes());
        id
    }

    fn claim_ids(&self, claims: &[u64]) -> Vec<[u8; 16]> {
        claims.iter().map(|claim| self.claim_id(*claim)).collect()
    }

    fn send<F>(
        &self,
        session: &mut ServerSession<C>,
        command: impl FnOnce(Connection<C>, Arc<Engine>) -> F,
    ) where
        F: Future<Output = Reply> + Send + 'static,
    {
        session.commands += 1;
        let generation = session.generation;
        let reply = command(session.conn(), self.engine.clone());
        self.in_flight.push(Box::pin(
            async move { Ended::Command(generation, reply.await) },
        ));
    }

    /// Claims jobs.
    pub(crate) fn claim(
        &self,
        session: &mut ServerSession<C>,
        claim: u64,
        jobs: usize,
        now: Instant,
    ) {
        let (id, lease, worker) = (self.claim_id(claim), self.lease, self.worker);
        self.send(session, |mut conn, engine| async move {
            let result = engine
                .claim(&mut conn, &id, jobs, lease, &worker, POLL_INTERVAL)
                .await;
            Reply::Claim {
                claim,
                requested_at: now,
                result,
            }
        });
    }

    /// Sends the results and renews the leases that are due at one server.
    pub(crate) fn settle(&self, session: &mut ServerSession<C>, flush: bool, now: Instant) {
        let lease = self.lease;
        while let Some(finishes) = session.claims.take_finishes(flush, now) {
            self.send(session, |mut conn, engine| async move {
                let settled = finishes.iter().map(|(_, finish)| finish);
                let result = engine.finish(&mut conn, settled).await;
                Reply::Finish { finishes, result }
            });
        }
        for claims in session.claims.take_renewals(now) {
            let ids = self.claim_ids(&claims);
            self.send(session, |mut conn, engine| async move {
                Reply::Renew {
                    result: engine.renew(&mut conn, lease, &ids).await,
                    claims,
                    requested_at: now,
                }
            });
        }
    }

    /// Takes back jobs whose lease ran out.
    pub(crate) fn sweep(&self, session: &mut ServerSession<C>) {
        let (lease, deliveries) = (self.lease, self.max_deliveries);
        self.send(session, |mut conn, engine| async move {
            let swept = engine.sweep(&mut conn, SWEEP_CLAIMS, deliveries, lease);
            Reply::Sweep(swept.await)
        });
    }

    /// Asks whether the user may run a worker's commands, and whether the server may evict jobs.
    pub(crate) fn preflight(&self, session: &mut ServerSession<C>) {
        let allow_eviction = self.allow_eviction;
        self.send(session, |mut conn, engine| async move {
            let permitted = preflight::check_permissions(&mut conn, &engine, Role::Worker).await;
            Reply::Preflight(match permitted {
                Some(Ok(())) if !allow_eviction => preflight::check_policy(&mut conn).await,
                known => known,
            })
        });
    }

    /// Waits for a wake token, unless that is in flight. A delayed job that is due earlier is left to the timer.
    pub(crate) fn listen(&mut self) {
        if let Some(mut listener) = self.listener.take() {
            self.in_flight.push(Box::pin(async move {
                listener.wait(POLL_INTERVAL).await;
                Ended::Listener(listener)
            }));
        }
    }

    /// The last commands at each server: releases claims whose reply never came, and removes the worker from the
    /// listeners.
    pub(crate) async fn leave(mut self, sessions: &mut ServerSessions<C>, summary: &mut Summary) {
        // Closes the connection of the listener: a token that is pushed from now on is for another worker.
        self.in_flight.clear();
        self.listener = None;
        for session in sessions.iter_mut() {
            session.claims.abandon(summary);
            let requested = self.claim_ids(session.requested());
            let mut conn = session.conn();
            let leave = async {
                if !requested.is_empty() {
                    summary.released += self.engine.release(&mut conn, &requested).await?;
                }
                self.engine.leave(&mut conn, &self.worker).await
            };
            match tokio::time::timeout(LEAVE_TIMEOUT, leave).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::debug!(error = %error, "a worker could not sign off at its server");
                }
                Err(_) => tracing::debug!("a worker could not sign off at its server"),
            }
        }
    }
}
