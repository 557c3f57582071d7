//! What a worker knows, and when the next thing is due.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::claims::claim_scheduler::{ClaimScheduler, POLL_INTERVAL};
use super::commands::Commands;
use super::handler::job_slots::JobSlots;
use super::options::Options;
use super::server_sessions::ServerSessions;
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::engine::scripts_api::{Engine, Operation};
use crate::queue::error::QueueError;
use crate::random;

/// The phases of a worker, in order. `Finishing` is skipped if the cancellation token stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Claims and runs jobs.
    Working,
    /// Claims nothing. Running handlers may finish until this instant.
    Finishing(Instant),
    /// The contexts are cancelled. Handlers that still run at this instant are aborted.
    Cancelling(Instant),
    /// No handler runs. Results are sent to Redis until this instant.
    Leaving(Instant),
}

/// The checks of the server, which have to pass before the first claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preflight {
    Unknown,
    InFlight,
    Passed,
}

/// The state of a worker that does not depend on the type of its jobs.
pub(crate) struct WorkerState<C: RedisConfig> {
    pub(crate) queue: &'static str,
    pub(crate) options: Options,
    pub(crate) phase: Phase,
    pub(crate) preflight: Preflight,
    pub(crate) scheduler: ClaimScheduler,
    pub(crate) slots: JobSlots,
    pub(crate) sessions: ServerSessions<C>,
    pub(crate) commands: Commands<C>,
    pub(crate) sweep_at: Instant,
    pub(crate) is_sweeping: bool,
    /// The parent of the token of every context.
    pub(crate) cancel: CancellationToken,
    pub(crate) summary: Summary,
    /// Why the worker stops, if not because it was asked to.
    pub(crate) fatal: Option<QueueError>,
}

impl<C: RedisConfig> WorkerState<C> {
    pub(crate) fn new(
        queue: &'static str,
        handle: Handle<C>,
        engine: Engine,
        options: Options,
    ) -> Self {
        let now = Instant::now();
        Self {
            queue,
            phase: Phase::Working,
            preflight: Preflight::Unknown,
            scheduler: ClaimScheduler::new(options.concurrency),
            slots: JobSlots::new(options.concurrency, options.lease),
            sessions: ServerSessions::new(handle.clone(), options.lease, now),
            commands: Commands::new(handle, engine, &options),
            // Soon after the start: the process before this one may have left claims.
            sweep_at: now + random::between(Duration::ZERO, options.lease / 3),
            is_sweeping: false,
            cancel: CancellationToken::new(),
            summary: Summary::default(),
            fatal: None,
            options,
        }
    }

    /// Stops claiming, and returns waiting jobs to the queue.
    pub(crate) fn stop_claiming(&mut self, phase: Phase) {
        self.phase = phase;
        self.requeue_waiting(Instant::now());
        let running = self.slots.len();
        tracing::debug!(queue = self.queue, running, "worker stops");
    }

    /// Stops because of an error. Running handlers may finish.
    pub(crate) fn fail(&mut self, error: QueueError, now: Instant) {
        self.fatal = Some(error);
        self.stop_claiming(Phase::Finishing(now + self.options.shutdown_timeout));
    }

    pub(crate) fn requeue_waiting(&mut self, now: Instant) {
        for job in self.slots.drain_waiting() {
            let operation = Some(Operation::Requeue);
            self.sessions
                .settle(job.claim, job.position, operation, now);
        }
    }

    /// The next instant at which something is due without an event.
    pub(crate) fn next_at(&self, now: Instant) -> Instant {
        let phase = match self.phase {
            Phase::Working => None,
            Phase::Finishing(until) | Phase::Cancelling(until) | Phase::Leaving(until) => {
                Some(until)
            }
        };
        // An instant that has passed is for something that waits for an event. The timer must not spin on it.
        let later = |at: Option<Instant>| at.filter(|at| *at > now);
        let mut due = vec![
            phase,
            self.slots.stale_at(),
            later(self.slots.alone_until()),
        ];
        for session in self.sessions.iter() {
            match session.backoff.until(now) {
                Some(until) => due.push(Some(until)),
                None => due.extend([
                    session.claims.send_at(),
                    later(Some(session.claims.renew_at())),
                ]),
            }
        }
        if self.sessions.current().backoff.until(now).is_none() {
            due.extend([
                later(Some(self.sweep_at)),
                later(self.scheduler.idle_until()),
            ]);
        }
        let next = due.into_iter().flatten().min();
        next.unwrap_or(now + POLL_INTERVAL)
    }

    /// Whether the worker has stopped: every result is sent, or the time for that is over.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        match self.phase {
            Phase::Leaving(until) => {
                until <= now || (self.sessions.is_empty() && !self.scheduler.is_in_flight())
            }
            _ => false,
        }
    }
}
