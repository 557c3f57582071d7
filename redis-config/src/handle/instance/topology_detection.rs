//! What an instance is whose definition leaves that to its server.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use futures_util::future::select;
use redis_config_rules::Topology;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout_at};

use super::generation::Generation;
use crate::connect;
use crate::connect::backoff::Backoff;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::node::supervisor::REFUSED_PAUSE;
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::sync::RestartableTask;

/// Finds out what an instance is: one task, whatever the number of those who wait for it.
#[derive(Debug, Default)]
pub(crate) struct TopologyDetector {
    verdict: watch::Sender<Detected>,
    task: RestartableTask,
}

/// How far that is.
#[derive(Clone, Debug, Default)]
enum Detected {
    #[default]
    Pending,
    /// A server has said why it will not tell until something is changed.
    Refused(ConnectError),
    Known,
}

impl TopologyDetector {
    /// Waits until it is known, or a server refuses for good, or the generation is left. Cancel safe.
    pub(crate) async fn wait(
        generation: &Arc<Generation>,
        deadline: Instant,
    ) -> Result<(), ConnectError> {
        let decision = &generation.decision;
        let mut verdict = decision.verdict.subscribe();
        loop {
            verdict.mark_unchanged();
            let now = verdict.borrow().clone();
            match now {
                Detected::Known => return Ok(()),
                Detected::Refused(error) => return Err(error),
                Detected::Pending if generation.is_retired() || generation.is_closed() => {
                    return Err(late(generation));
                }
                Detected::Pending => {}
            }
            let mut ended = pin!(decision.task.ended());
            ended.as_mut().enable();
            let task = || {
                let generation = Arc::clone(generation);
                async move { ask_until_known(&generation).await }
            };
            if !decision.task.ensure_running(task) {
                return Err(generation.target.error(
                    ConnectErrorKind::Server,
                    "there is no Tokio runtime here",
                    "use the connection inside a Tokio runtime",
                ));
            }
            let changed = pin!(verdict.changed());
            let news = select(changed, ended);
            if timeout_at(deadline, news).await.is_err() {
                return Err(late(generation));
            }
        }
    }

    /// Has everybody who waits look again.
    pub(crate) fn stir(&self) {
        self.verdict.send_modify(|_| {});
    }

    /// Ends the task.
    pub(crate) fn close(&self) {
        self.task.close();
        self.stir();
    }
}

fn late(generation: &Generation) -> ConnectError {
    let state = generation.outlet().state();
    state.last_error().cloned().unwrap_or_else(|| {
        generation.target.error(
            ConnectErrorKind::Timeout,
            "the server has not told in time what it is",
            "see `state()` of the handle for what it waits for",
        )
    })
}

/// Asks the servers, round after round.
async fn ask_until_known(generation: &Arc<Generation>) {
    let (target, decision) = (&generation.target, &generation.decision);
    let since = Clock::now();
    let mut backoff = Backoff::new(&target.settings);
    let mut attempts = 0;
    generation.outlet().publish(State::Connecting);
    loop {
        attempts += 1;
        let deadline = Instant::now() + target.settings.connect_timeout();
        let error = match ask_all(target, deadline).await {
            Ok((topology, place)) => {
                tracing::info!(
                    instance = target.settings.name(),
                    address = target.settings.address(),
                    topology = topology.key(),
                    "redis topology found"
                );
                generation.decided(topology, place);
                decision.verdict.send_replace(Detected::Known);
                return;
            }
            Err(error) => error,
        };
        let pause = show(generation.outlet(), since, attempts, &error, &mut backoff);
        decision.verdict.send_replace(match error.is_transient() {
            true => Detected::Pending,
            false => Detected::Refused(error),
        });
        sleep(pause).await;
    }
}

/// Shows a failure as the supervisor of a server does, and says how long to wait before the next round.
fn show(
    outlet: &StatePublisher,
    since: Clock,
    attempts: u32,
    error: &ConnectError,
    backoff: &mut Backoff,
) -> Duration {
    let pause = backoff.next_delay();
    outlet.publish(State::failed(since, attempts, error.clone()));
    match error.is_transient() {
        true => pause,
        false => pause.min(REFUSED_PAUSE),
    }
}

/// One round.
async fn ask_all(
    target: &Target,
    deadline: Instant,
) -> Result<(Topology, ServerAddr), ConnectError> {
    let timeout = target.settings.connect_timeout();
    let mut asked = target.settings.endpoints().iter().peekable();
    loop {
        let endpoint = match asked.next() {
            Some(endpoint) => endpoint.clone(),
            None => target.settings.endpoint().clone(),
        };
        let place = ServerAddr::data(endpoint);
        let until = deadline.min(Instant::now() + timeout);
        // Closed again: what is found decides how the sockets are to be opened.
        let told = Notify::new().into();
        match connect::open::open(target, &place, Purpose::Shared, until, &told).await {
            Ok(link) => return Ok((topology_of(&link), place)),
            Err(error) if asked.peek().is_none() => return Err(error),
            Err(_) => {}
        }
    }
}

/// What the server says it is. One that does not say is taken for what most are.
fn topology_of(link: &Socket) -> Topology {
    match link.server_info.mode.as_deref() {
        Some("cluster") => Topology::Cluster,
        _ => Topology::Standalone,
    }
}
