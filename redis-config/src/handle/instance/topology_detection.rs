//! Asks the server whether it is part of a cluster, for `topology = auto`.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use futures_util::future::select;
use redis_config_rules::Topology;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout_at};

use crate::connect;
use crate::connect::backoff::{Backoff, REFUSED_PAUSE};
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::sync::RestartableTask;

/// Detects the topology of a generation in one task, whatever the number of callers that wait for it.
#[derive(Debug)]
pub(crate) struct TopologyDetector {
    target: Target,
    publisher: Arc<StatePublisher>,
    status: watch::Sender<DetectionStatus>,
    task: RestartableTask,
}

#[derive(Clone, Debug, Default)]
enum DetectionStatus {
    #[default]
    Pending,
    /// The server refuses for a reason that only a change of the configuration ends.
    Refused(ConnectError),
    Known,
}

impl TopologyDetector {
    pub(crate) fn new(target: Target, publisher: Arc<StatePublisher>) -> Self {
        Self {
            target,
            publisher,
            status: watch::Sender::default(),
            task: RestartableTask::default(),
        }
    }

    /// Waits until `task` has called [`finish`](Self::finish), a server refuses for good, or the generation is left. Starts the
    /// task if it is not running. Cancel safe.
    pub(crate) async fn wait<F>(
        &self,
        deadline: Instant,
        is_left: impl Fn() -> bool,
        task: impl Fn() -> F,
    ) -> Result<(), ConnectError>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut status = self.status.subscribe();
        loop {
            status.mark_unchanged();
            let now = status.borrow().clone();
            match now {
                DetectionStatus::Known => return Ok(()),
                DetectionStatus::Refused(error) => return Err(error),
                DetectionStatus::Pending if is_left() => return Err(self.timeout_error()),
                DetectionStatus::Pending => {}
            }
            let mut ended = pin!(self.task.ended());
            ended.as_mut().enable();
            if !self.task.ensure_running(&task) {
                return Err(self.target.error(
                    ConnectErrorKind::Server,
                    "there is no Tokio runtime here",
                    "use the connection inside a Tokio runtime",
                ));
            }
            let changed = pin!(status.changed());
            let news = select(changed, ended);
            if timeout_at(deadline, news).await.is_err() {
                return Err(self.timeout_error());
            }
        }
    }

    /// The topology is known and in use.
    pub(crate) fn finish(&self) {
        self.status.send_replace(DetectionStatus::Known);
    }

    /// Makes all waiting callers check again whether the generation is left.
    pub(crate) fn recheck(&self) {
        self.status.send_modify(|_| {});
    }

    /// Ends the task.
    pub(crate) fn close(&self) {
        self.task.close();
        self.recheck();
    }

    fn timeout_error(&self) -> ConnectError {
        let state = self.publisher.state();
        state.last_error().cloned().unwrap_or_else(|| {
            self.target.error(
                ConnectErrorKind::Timeout,
                "the server has not reported its topology in time",
                "see `state()` of the handle for what it waits for",
            )
        })
    }

    /// Asks the servers, round after round, until one answers.
    pub(crate) async fn detect(&self) -> (Topology, ServerAddr) {
        let target = &self.target;
        let since = Clock::now();
        let mut backoff = Backoff::new(&target.settings);
        let mut attempts = 0;
        self.publisher.publish(State::Connecting);
        loop {
            attempts += 1;
            let deadline = Instant::now() + target.settings.connect_timeout();
            let error = match ask_each(target, deadline).await {
                Ok((topology, server)) => {
                    tracing::debug!(
                        instance = target.settings.name(),
                        address = target.settings.address(),
                        topology = topology.key(),
                        "redis topology found"
                    );
                    return (topology, server);
                }
                Err(error) => error,
            };
            let pause = self.fail(since, attempts, error, &mut backoff);
            sleep(pause).await;
        }
    }

    /// Shows a failure as the supervisor of a node does, and returns how long to wait before the next round.
    fn fail(
        &self,
        since: Clock,
        attempts: u32,
        error: ConnectError,
        backoff: &mut Backoff,
    ) -> Duration {
        let pause = backoff.next_delay();
        self.publisher
            .publish(State::failed(since, attempts, error.clone()));
        let (status, pause) = match error.is_transient() {
            true => (DetectionStatus::Pending, pause),
            false => (DetectionStatus::Refused(error), pause.min(REFUSED_PAUSE)),
        };
        self.status.send_replace(status);
        pause
    }
}

/// One round.
async fn ask_each(
    target: &Target,
    deadline: Instant,
) -> Result<(Topology, ServerAddr), ConnectError> {
    let timeout = target.settings.connect_timeout();
    let mut endpoints = target.settings.endpoints().iter().peekable();
    loop {
        let endpoint = match endpoints.next() {
            Some(endpoint) => endpoint.clone(),
            None => target.settings.endpoint().clone(),
        };
        let server = ServerAddr::data(endpoint);
        let until = deadline.min(Instant::now() + timeout);
        // This socket is closed again: the topology decides how the sockets in use are opened.
        let on_end = Notify::new().into();
        match connect::open::open(target, &server, Purpose::Shared, until, &on_end).await {
            Ok(socket) => return Ok((topology_of(&socket), server)),
            Err(error) if endpoints.peek().is_none() => return Err(error),
            Err(_) => {}
        }
    }
}

/// The topology that the server reports; without one, the most frequent.
fn topology_of(socket: &Socket) -> Topology {
    match socket.server_info.mode.as_deref() {
        Some("cluster") => Topology::Cluster,
        _ => Topology::Standalone,
    }
}
