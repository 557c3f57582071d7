//! A worker at work: one task that owns all of its state.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch::Receiver;
use tokio_util::sync::CancellationToken;

use super::claims::claim_scheduler::{ClaimScheduler, NAP};
use super::commands::{Call, Event};
use super::handler::attempt;
use super::handler::attempt::{AttemptResult, Report};
use super::handler::context::Context;
use super::handler::job_slots::{JobSlots, Running, Waiting};
use super::handler::outcome::Outcome;
use super::server_sessions::ServerSessions;
use super::summary::Summary;
use super::wake_listener::WakeListener;
use super::worker::Options;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::queue::engine::scripts_api::{Engine, Operation};
use crate::queue::error::QueueError;
use crate::queue::job::Job;
use crate::random;

/// Ends of handlers noted at once.
const REPORTS: usize = 256;
/// The time of cancelled handlers to end by themselves.
const GRACE: Duration = Duration::from_secs(1);
/// The time to tell Redis what became of the last jobs.
const FAREWELL: Duration = Duration::from_secs(5);

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Claims and runs jobs.
    Working,
    /// Claims nothing more; running jobs may end by themselves until then.
    Finishing(Instant),
    /// Contexts are cancelled; handlers that still run then are dropped.
    Cancelling(Instant),
    /// No handler runs; Redis is told the rest until then.
    Leaving(Instant),
}

/// What is known of the server's eviction policy, and of what the user may do. Until both are accepted no job is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Unknown,
    Asked,
    Accepted,
}

/// What the worker waits for.
enum Turn<C> {
    Cancelled,
    Stopped,
    Reported,
    Called(Event<C>),
    Due,
}

/// A worker at work.
pub(crate) struct WorkerLoop<C, J, H> {
    pub(crate) handle: Handle<C>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) handler: Arc<H>,
    pub(crate) options: Options,
    /// The user's: cancelled, it stops the worker.
    pub(crate) stop: CancellationToken,
    /// Parent of every context's.
    pub(crate) cancel: CancellationToken,
    pub(crate) name: [u8; 8],
    pub(crate) phase: Phase,
    pub(crate) claiming: ClaimScheduler,
    pub(crate) jobs: JobSlots,
    pub(crate) desks: ServerSessions<C>,
    pub(crate) sweep_at: Instant,
    pub(crate) sweeping: bool,
    pub(crate) sleeper: Option<Box<WakeListener<C>>>,
    pub(crate) policy: Policy,
    pub(crate) reports: UnboundedSender<Report>,
    pub(crate) calls: FuturesUnordered<Call<C>>,
    pub(crate) summary: Summary,
    pub(crate) fatal: Option<QueueError>,
    _job: PhantomData<fn(J)>,
}

impl<C, J, H, F, O> WorkerLoop<C, J, H>
where
    C: RedisConfig,
    J: Job,
    H: Fn(J, Context) -> F + Send + Sync + 'static,
    F: Future<Output = O> + Send + 'static,
    O: Outcome,
{
    pub(crate) fn new(
        handle: Handle<C>,
        engine: Engine,
        handler: Arc<H>,
        options: Options,
        stop: CancellationToken,
    ) -> (Self, UnboundedReceiver<Report>) {
        let (reports, reported) = unbounded_channel();
        let now = Instant::now();
        let run = Self {
            sleeper: Some(Box::new(WakeListener::new(
                handle.clone(),
                engine.keys.tokens.clone(),
            ))),
            claiming: ClaimScheduler::new(options.concurrency),
            jobs: JobSlots::new(options.concurrency, options.lease),
            desks: ServerSessions::new(handle.clone(), options.lease, now),
            handle,
            engine: Arc::new(engine),
            handler,
            stop,
            cancel: CancellationToken::new(),
            name: random::bits().to_be_bytes(),
            phase: Phase::Working,
            // Soon after the start: a restarted process looks after what its predecessor left.
            sweep_at: now + random::between(Duration::ZERO, options.lease / 3),
            sweeping: false,
            policy: Policy::Unknown,
            reports,
            calls: FuturesUnordered::new(),
            summary: Summary::default(),
            fatal: None,
            options,
            _job: PhantomData,
        };
        (run, reported)
    }

    /// Works until `stop` ends.
    pub(crate) async fn until<S: Future>(
        mut self,
        mut reported: UnboundedReceiver<Report>,
        stop: S,
    ) -> Result<Summary, QueueError> {
        let mut stop = pin!(stop);
        let mut cancelled = pin!(self.stop.clone().cancelled_owned());
        let mut timer = pin!(tokio::time::sleep(Duration::ZERO));
        let mut moved = Box::pin(next_generation(self.handle.generations()));
        let mut ended = Vec::with_capacity(REPORTS);
        loop {
            let now = Instant::now();
            self.act(now);
            if self.is_over(now) {
                break;
            }
            let next = self.next_at(now).into();
            if timer.deadline() != next {
                timer.as_mut().reset(next);
            }
            let working = self.phase == Phase::Working;
            let cancellable = working || matches!(self.phase, Phase::Finishing(_));
            let turn = poll_fn(|cx| {
                if cancellable && cancelled.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Turn::Cancelled);
                }
                if working && stop.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Turn::Stopped);
                }
                if reported.poll_recv_many(cx, &mut ended, REPORTS).is_ready() {
                    return Poll::Ready(Turn::Reported);
                }
                if let Poll::Ready(Some(event)) = self.calls.poll_next_unpin(cx) {
                    return Poll::Ready(Turn::Called(event));
                }
                if let Poll::Ready(generations) = moved.as_mut().poll(cx) {
                    moved.set(next_generation(generations));
                    return Poll::Ready(Turn::Due);
                }
                timer.as_mut().poll(cx).map(|()| Turn::Due)
            });
            match turn.await {
                Turn::Cancelled => {
                    self.cancel.cancel();
                    self.wind_up(Phase::Cancelling(
                        Instant::now() + self.options.shutdown_timeout,
                    ));
                }
                Turn::Stopped => {
                    self.wind_up(Phase::Finishing(
                        Instant::now() + self.options.shutdown_timeout,
                    ));
                }
                Turn::Reported => {
                    let now = Instant::now();
                    for report in ended.drain(..) {
                        self.ended(report, now);
                    }
                }
                Turn::Called(event) => self.called(event, Instant::now()),
                Turn::Due => {}
            }
        }
        self.farewell().await;
        match self.fatal.take() {
            Some(error) => Err(error),
            None => Ok(self.summary),
        }
    }

    /// Does whatever can be done now.
    fn act(&mut self, now: Instant) {
        if self.desks.follow(now, &mut self.summary) {
            // Another server: what was learnt of the one before does not hold.
            self.policy = Policy::Unknown;
            self.claiming.wake();
        }
        match self.phase {
            Phase::Working => {}
            Phase::Finishing(until) | Phase::Cancelling(until)
                if self.jobs.is_empty() || until <= now =>
            {
                if self.jobs.is_empty() {
                    self.phase = Phase::Leaving(now + FAREWELL);
                } else if matches!(self.phase, Phase::Finishing(_)) {
                    self.cancel.cancel();
                    self.phase = Phase::Cancelling(now + GRACE);
                } else {
                    for job in self.jobs.abort() {
                        self.desks
                            .settle(job.claim, job.position, Some(Operation::Back), now);
                    }
                    self.phase = Phase::Leaving(now + FAREWELL);
                }
            }
            Phase::Finishing(_) | Phase::Cancelling(_) | Phase::Leaving(_) => {}
        }
        if self.jobs.stale_at().is_some_and(|at| at <= now) {
            self.claiming.slow();
            self.give_back(now);
        }
        while let Some(job) = self.jobs.next(now) {
            self.start(job);
        }
        let hurry = self.jobs.is_empty() || matches!(self.phase, Phase::Leaving(_));
        self.settle_up(hurry, now);
        if self.desks.current().trouble.until(now).is_some() {
            return;
        }
        if self.phase == Phase::Working && self.policy != Policy::Accepted {
            self.ask_policy();
        } else if self.phase == Phase::Working {
            if self.sweep_at <= now && !self.sweeping {
                self.sweep();
            }
            while self.jobs.may_claim(now)
                && let Some((claim, jobs)) = self.claiming.next(self.jobs.len(), now)
            {
                self.claim(claim, jobs, now);
            }
            if self.claiming.nap_until().is_some() {
                self.sleep();
            }
        }
    }

    /// When something is to be done at the latest.
    fn next_at(&self, now: Instant) -> Instant {
        let phase = match self.phase {
            Phase::Working => None,
            Phase::Finishing(until) | Phase::Cancelling(until) | Phase::Leaving(until) => {
                Some(until)
            }
        };
        let later = |at: Option<Instant>| at.filter(|at| *at > now);
        let desks = self
            .desks
            .iter()
            .flat_map(|desk| match desk.trouble.until(now) {
                Some(until) => [Some(until), None],
                None => [desk.ledger.send_at(), later(Some(desk.ledger.renew_at()))],
            });
        let calls = desks.flatten().min();
        let work = match self.desks.current_ref().trouble.until(now) {
            Some(_) => None,
            None => [later(Some(self.sweep_at)), later(self.claiming.nap_until())]
                .into_iter()
                .flatten()
                .min(),
        };
        [
            phase,
            calls,
            work,
            self.jobs.stale_at(),
            later(self.jobs.alone_until()),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(now + NAP)
    }

    fn is_over(&self, now: Instant) -> bool {
        match self.phase {
            Phase::Leaving(until) => {
                until <= now || (self.desks.is_settled() && !self.claiming.is_asking())
            }
            _ => false,
        }
    }

    /// Stops claiming.
    pub(crate) fn wind_up(&mut self, phase: Phase) {
        let now = Instant::now();
        self.phase = phase;
        self.give_back(now);
        tracing::debug!(queue = J::QUEUE, running = self.jobs.len(), "worker stops");
    }

    pub(crate) fn give_back(&mut self, now: Instant) {
        for job in self.jobs.give_back() {
            self.desks
                .settle(job.claim, job.position, Some(Operation::Back), now);
        }
    }

    fn start(&mut self, job: Waiting) {
        let header = job.item.header;
        let Some(token) = self
            .desks
            .holding(job.claim)
            .and_then(|desk| desk.ledger.token(job.claim))
        else {
            return;
        };
        let context = Context {
            id: header.id,
            attempt: u32::from(header.attempts) + 1,
            delivery: u32::from(header.deliveries) + 1,
            token,
        };
        let key = self.jobs.key();
        let (handler, timeout) = (self.handler.clone(), self.options.timeout);
        let abort = attempt::start(
            key,
            job.item,
            context,
            handler,
            timeout,
            self.reports.clone(),
        );
        self.jobs.started(
            key,
            Running {
                claim: job.claim,
                position: job.position,
                header,
                abort,
            },
        );
    }

    /// A handler has ended.
    fn ended(&mut self, report: Report, now: Instant) {
        let Some(job) = self.jobs.ended(report.key) else {
            return;
        };
        self.claiming.took(report.took);
        let operation = match report.verdict {
            AttemptResult::Done => None,
            // Told to stop, it stopped: no fault of the job's.
            AttemptResult::Failed(_) if self.cancel.is_cancelled() => Some(Operation::Back),
            AttemptResult::Failed(reason) => {
                let failed = u32::from(job.header.attempts) + 1;
                Some(if failed >= self.options.max_attempts {
                    Operation::Failed(reason)
                } else {
                    let pause = self.options.backoff.pause(failed);
                    Operation::Retry(
                        u64::try_from(pause.as_millis())
                            .unwrap_or(u64::MAX)
                            .min(1 << 50),
                    )
                })
            }
            AttemptResult::Malformed(reason) => Some(Operation::Malformed(reason)),
            AttemptResult::Dropped => Some(Operation::Back),
        };
        if !self.desks.settle(job.claim, job.position, operation, now) {
            self.summary.refused += 1;
        }
    }
}

/// Ends when the number changes; then the receiver is for the next one.
async fn next_generation(mut generations: Receiver<u64>) -> Receiver<u64> {
    if generations.changed().await.is_err() {
        // The handle of this worker keeps its sender.
        std::future::pending::<()>().await;
    }
    generations
}
