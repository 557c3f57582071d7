//! The loop of a worker: one task that owns all state.
//!
//! Each turn first does everything that is due, without waiting, then waits for the next event: a stop, the end of a
//! handler, a reply, a switch, or the timer. Nothing is awaited between two changes of the state, so a turn sees and
//! leaves it consistent.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch::Receiver;
use tokio_util::sync::CancellationToken;

use super::commands::Event;
use super::handler::attempt::{AttemptResult, Report, Reporter, Runner};
use super::handler::context::Context;
use super::handler::job_slots::{RunningJob, WaitingJob};
use super::replies;
use super::state::{Phase, Preflight, WorkerState};
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::engine::scripts_api::Operation;
use crate::queue::error::QueueError;

/// The most reports handled in one turn.
const MAX_REPORTS: usize = 256;
/// How long cancelled handlers may take to return.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(1);
/// How long sending the last results to Redis may take.
const SETTLE_TIMEOUT: Duration = Duration::from_secs(5);

/// What ended the wait of a turn.
enum Wakeup {
    Cancelled,
    Stopped,
    Reports,
    Event(Event),
    Due,
}

/// A running worker.
pub(crate) struct WorkerLoop<C: RedisConfig> {
    state: WorkerState<C>,
    handle: Handle<C>,
    runner: Runner,
    /// The user's token, which stops the worker.
    stop: CancellationToken,
    report_tx: UnboundedSender<Report>,
    report_rx: UnboundedReceiver<Report>,
}

impl<C: RedisConfig> WorkerLoop<C> {
    pub(crate) fn new(
        state: WorkerState<C>,
        handle: Handle<C>,
        runner: Runner,
        stop: CancellationToken,
    ) -> Self {
        let (report_tx, report_rx) = unbounded_channel();
        Self {
            state,
            handle,
            runner,
            stop,
            report_tx,
            report_rx,
        }
    }

    /// Works until `stop` completes.
    pub(crate) async fn run<S: Future>(mut self, stop: S) -> Result<Summary, QueueError> {
        let mut stop = pin!(stop);
        let mut cancelled = pin!(self.stop.clone().cancelled_owned());
        let mut timer = pin!(tokio::time::sleep(Duration::ZERO));
        let mut switched = Box::pin(next_generation(self.handle.generations()));
        let mut reports = Vec::with_capacity(MAX_REPORTS);
        loop {
            let now = Instant::now();
            self.act(now);
            if self.state.is_over(now) {
                break;
            }
            let next = self.state.next_at(now).into();
            if timer.deadline() != next {
                timer.as_mut().reset(next);
            }
            // A completed future must not be polled again: `stop` completes once, and ends the phase.
            let is_working = self.state.phase == Phase::Working;
            let is_cancellable = is_working || matches!(self.state.phase, Phase::Finishing(_));
            // Reports come before replies: they free slots, which the next claim then counts.
            let wakeup = poll_fn(|cx| {
                if is_cancellable && cancelled.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Wakeup::Cancelled);
                }
                if is_working && stop.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Wakeup::Stopped);
                }
                let polled = self.report_rx.poll_recv_many(cx, &mut reports, MAX_REPORTS);
                if polled.is_ready() {
                    return Poll::Ready(Wakeup::Reports);
                }
                if let Poll::Ready(event) = self.state.commands.poll_event(cx) {
                    return Poll::Ready(Wakeup::Event(event));
                }
                if let Poll::Ready(generations) = switched.as_mut().poll(cx) {
                    switched.set(next_generation(generations));
                    return Poll::Ready(Wakeup::Due);
                }
                timer.as_mut().poll(cx).map(|()| Wakeup::Due)
            });
            let wakeup = wakeup.await;
            let now = Instant::now();
            let deadline = now + self.state.options.shutdown_timeout;
            match wakeup {
                Wakeup::Cancelled => {
                    self.state.cancel.cancel();
                    self.state.stop_claiming(Phase::Cancelling(deadline));
                }
                Wakeup::Stopped => self.state.stop_claiming(Phase::Finishing(deadline)),
                Wakeup::Reports => {
                    for report in reports.drain(..) {
                        self.attempt_ended(report, now);
                    }
                }
                Wakeup::Event(event) => replies::apply(&mut self.state, event, now),
                Wakeup::Due => {}
            }
        }
        let WorkerState {
            commands,
            mut sessions,
            mut summary,
            fatal,
            ..
        } = self.state;
        commands.leave(&mut sessions, &mut summary).await;
        fatal.map_or(Ok(summary), Err)
    }

    /// Does everything that is due.
    fn act(&mut self, now: Instant) {
        let state = &mut self.state;
        if state.sessions.follow_switch(now, &mut state.summary) {
            // The checks and the empty queue were those of another server.
            state.preflight = Preflight::Unknown;
            state.scheduler.wake();
        }
        Self::advance_phase(state, now);
        if state.slots.stale_at().is_some_and(|at| at <= now) {
            state.scheduler.stop_prefetch();
            state.requeue_waiting(now);
        }
        while let Some(job) = self.state.slots.next_to_start(now) {
            self.start(job);
        }
        Self::send_commands(&mut self.state, now);
    }

    fn advance_phase(state: &mut WorkerState<C>, now: Instant) {
        let until = match state.phase {
            Phase::Finishing(until) | Phase::Cancelling(until) => until,
            Phase::Working | Phase::Leaving(_) => return,
        };
        if state.slots.is_empty() {
            state.phase = Phase::Leaving(now + SETTLE_TIMEOUT);
        } else if until > now {
            // Handlers still have time.
        } else if matches!(state.phase, Phase::Finishing(_)) {
            state.cancel.cancel();
            state.phase = Phase::Cancelling(now + CANCEL_TIMEOUT);
        } else {
            for job in state.slots.abort() {
                let operation = Some(Operation::Requeue);
                state
                    .sessions
                    .settle(job.claim, job.position, operation, now);
            }
            state.phase = Phase::Leaving(now + SETTLE_TIMEOUT);
        }
    }

    fn send_commands(state: &mut WorkerState<C>, now: Instant) {
        // Without running jobs no further result will come that could be sent with the ones there are.
        let flush = state.slots.is_empty() || matches!(state.phase, Phase::Leaving(_));
        for session in state.sessions.iter_mut() {
            if session.backoff.until(now).is_none() {
                state.commands.settle(session, flush, now);
            }
        }
        let session = state.sessions.current_mut();
        if session.backoff.until(now).is_some() || state.phase != Phase::Working {
            return;
        }
        match state.preflight {
            Preflight::Unknown => {
                state.preflight = Preflight::InFlight;
                state.commands.preflight(session);
            }
            Preflight::InFlight => {}
            Preflight::Passed => {
                if state.sweep_at <= now && !state.is_sweeping {
                    state.is_sweeping = true;
                    state.commands.sweep(session);
                }
                while state.slots.may_claim(now)
                    && let Some((claim, jobs)) = state.scheduler.next(state.slots.len(), now)
                {
                    let session = state.sessions.for_request(claim);
                    state.commands.claim(session, claim, jobs, now);
                }
                if state.scheduler.idle_until().is_some() {
                    state.commands.listen();
                }
            }
        }
    }

    fn start(&mut self, job: WaitingJob) {
        let header = job.envelope.header;
        let session = self.state.sessions.of_claim(job.claim);
        // No token: the claim is lost, and so is the job.
        let Some(token) = session.and_then(|session| session.claims.token(job.claim)) else {
            return;
        };
        let context = Context {
            id: header.id,
            attempt: u32::from(header.attempts) + 1,
            delivery: u32::from(header.deliveries) + 1,
            token,
        };
        let key = self.state.slots.next_key();
        let reporter = Reporter::new(key, self.report_tx.clone());
        let timeout = self.state.options.timeout;
        let abort = self.runner.start(job.envelope, context, timeout, reporter);
        let running = RunningJob {
            claim: job.claim,
            position: job.position,
            header,
            abort,
        };
        self.state.slots.started(key, running);
    }

    fn attempt_ended(&mut self, report: Report, now: Instant) {
        let state = &mut self.state;
        let Some(job) = state.slots.ended(report.key) else {
            return;
        };
        state.scheduler.record_duration(report.duration);
        let operation = match report.result {
            AttemptResult::Done => None,
            // A handler that stopped because it was cancelled has not failed.
            AttemptResult::Failed(_) if state.cancel.is_cancelled() => Some(Operation::Requeue),
            AttemptResult::Failed(reason) => {
                let failed = u32::from(job.header.attempts) + 1;
                Some(if failed >= state.options.max_attempts {
                    Operation::Failed(reason)
                } else {
                    let pause = state.options.backoff.pause(failed).as_millis();
                    // Added to a time in a sorted set, whose scores are exact up to 2^53.
                    Operation::Retry(u64::try_from(pause).unwrap_or(u64::MAX).min(1 << 50))
                })
            }
            AttemptResult::Malformed(reason) => Some(Operation::Malformed(reason)),
            AttemptResult::Dropped => Some(Operation::Requeue),
        };
        if !state
            .sessions
            .settle(job.claim, job.position, operation, now)
        {
            state.summary.refused += 1;
        }
    }
}

/// Completes when the generation changes. Returns the receiver, for the next change.
async fn next_generation(mut generations: Receiver<u64>) -> Receiver<u64> {
    if generations.changed().await.is_err() {
        // Cannot happen: the handle of this worker keeps the sender.
        std::future::pending::<()>().await;
    }
    generations
}
