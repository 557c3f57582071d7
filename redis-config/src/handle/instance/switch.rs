//! The switch of an instance in use to another configuration.

use std::sync::Arc;

use futures_util::future::join;
use redis::Value;
use redis_config_rules::Setting;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout_at};

use super::generation::Generation;
use super::instance::{History, Instance};
use super::switch_error::{SwitchError, SwitchStep};
use crate::connect::reply::Info;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::command_error::closed;
use crate::handle::health::{Health, ServerRole};
use redis_config_rules::duration;

/// How many switches can be taken back.
const MAX_ROLLBACKS: usize = 8;

/// A switch that was made.
#[derive(Clone, Debug)]
pub struct Switched {
    generation: u64,
    from: String,
    to: String,
    same_server: bool,
}

impl Switched {
    /// Number of the configuration now in force.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Address that was in force before, without any secret.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// Address that is in force now, without any secret.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// Whether both are the same run of the same server, and the same database. Also `false` where the server does not
    /// let this user read that (`INFO server`).
    #[must_use]
    pub fn is_same_server(&self) -> bool {
        self.same_server
    }
}

/// A target that was connected and probed, and is not in use yet. Dropped, it closes and nothing has changed.
#[derive(Debug)]
pub(crate) struct PreparedSwitch {
    instance: Arc<Instance>,
    history: OwnedMutexGuard<History>,
    next: SwitchGuard,
    same_server: bool,
    is_rollback: bool,
}

/// A generation that is closed unless it becomes the current one.
#[derive(Debug)]
struct SwitchGuard(Option<Arc<Generation>>);

impl Drop for SwitchGuard {
    fn drop(&mut self) {
        if let Some(generation) = &self.0 {
            generation.close();
        }
    }
}

/// The right to switch an instance: there is one at a time.
#[derive(Debug)]
pub(crate) struct SwitchPermit {
    instance: Arc<Instance>,
    history: OwnedMutexGuard<History>,
}

impl SwitchPermit {
    /// Waits for the switch that is under way. Cancel safe.
    pub(crate) async fn acquire(instance: &Arc<Instance>) -> Self {
        Self {
            history: Arc::clone(&instance.history).lock_owned().await,
            instance: Arc::clone(instance),
        }
    }

    /// Closes the instance instead: nothing can switch it after this, nor while this waits. Cancel safe: it stays open then.
    pub(crate) async fn close(self) {
        let generation = self.instance.current();
        generation
            .wait_until_idle(generation.target.settings.drain_timeout())
            .await;
        self.instance.close();
    }

    /// Connects to a target and probes it. Cancel safe: nothing stays open.
    pub(crate) async fn prepare(self, target: Target) -> Result<PreparedSwitch, SwitchError> {
        PreparedSwitch::verify(self, target, false).await
    }

    /// The same, for the configuration before the last switch.
    pub(crate) async fn prepare_rollback(self) -> Result<PreparedSwitch, SwitchError> {
        let Some(target) = self.history.back().cloned() else {
            let cause = self.instance.current().target.error(
                ConnectErrorKind::Server,
                "there was no switch, or each has been taken back",
                "switch to a configuration of your own with `switch`",
            );
            return Err(SwitchError::at(SwitchStep::Rollback, cause));
        };
        PreparedSwitch::verify(self, target, true).await
    }
}

impl PreparedSwitch {
    async fn verify(
        permit: SwitchPermit,
        target: Target,
        is_rollback: bool,
    ) -> Result<Self, SwitchError> {
        let SwitchPermit { instance, history } = permit;
        let before = instance.current();
        if before.is_closed() {
            return Err(SwitchError::at(SwitchStep::Check, closed(&target)));
        }
        if before.target.settings.key_prefix() != target.settings.key_prefix() {
            let cause = target.error(
                ConnectErrorKind::Invalid,
                format!(
                    "{} differs from the one in force: queues of this handle would look for their keys elsewhere",
                    target.naming(Setting::KeyPrefix)
                ),
                "switch to a configuration with the same `key_prefix`",
            );
            return Err(SwitchError::at(SwitchStep::Check, cause));
        }
        let next = SwitchGuard(Some(Arc::new(Generation::new(
            before.number + 1,
            target,
            instance.state().clone(),
        ))));
        let mut same_server = false;
        if let Some(generation) = &next.0 {
            generation
                .connect()
                .await
                .map_err(|cause| SwitchError::at(SwitchStep::Connect, cause))?;
            // In a box: it is most of the size of this future.
            same_server = Box::pin(probe(&instance, &before, generation))
                .await
                .map_err(|cause| SwitchError::at(SwitchStep::Probe, cause))?;
        }
        Ok(Self {
            instance,
            history,
            next,
            same_server,
            is_rollback,
        })
    }

    /// Checks that the sockets to the target are still up: between the probe and the swap they may have been lost.
    pub(crate) fn check(&self) -> Result<(), SwitchError> {
        if let Some(next) = &self.next.0
            && !next.is_up()
        {
            let cause = next.target.error(
                ConnectErrorKind::Server,
                "the target was reached, and its sockets were lost again",
                "see the log of the target's server, and switch again",
            );
            return Err(SwitchError::at(SwitchStep::Swap, cause));
        }
        Ok(())
    }

    /// Makes the target the configuration in force: no await and no failure from here on, so a group can commit all its
    /// members together. Needs a Tokio runtime.
    pub(crate) fn commit(mut self) -> Switched {
        let before = self.instance.current();
        let mut switched = Switched {
            generation: before.number,
            from: before.target.settings.address().to_owned(),
            to: String::new(),
            same_server: self.same_server,
        };
        if let Some(next) = self.next.0.take() {
            switched.generation = next.number;
            switched.to = next.target.settings.address().to_owned();
            if self.is_rollback {
                self.history.pop_back();
            } else {
                if self.history.len() == MAX_ROLLBACKS {
                    self.history.pop_front();
                }
                self.history.push_back(before.target.clone());
            }
            self.instance.install(&next);
        }
        tracing::info!(
            instance = before.target.settings.name(),
            from = switched.from.as_str(),
            to = switched.to.as_str(),
            generation = switched.generation,
            same_server = switched.same_server,
            "redis switched"
        );
        switched
    }
}

/// Whether the target can replace the server in use; `true` if it is the same server.
async fn probe(
    instance: &Instance,
    before: &Generation,
    next: &Arc<Generation>,
) -> Result<bool, ConnectError> {
    let target = &next.target;
    if target.settings.disabled() {
        return Ok(false);
    }
    let deadline = Instant::now() + target.settings.connect_timeout();
    let socket = next.wait_for_socket(deadline).await?;
    let pong = async {
        let ping = redis::cmd("PING");
        socket.sender().send(&ping).await
    };
    // The handshake accepts a server that refuses work for now (`LOADING`, `BUSY`): that suits a reconnect, not a switch.
    match timeout_at(deadline, pong).await {
        Ok(Ok(Value::ServerError(error))) => {
            return Err(target.error(
                ConnectErrorKind::Server,
                format!("the server answers PING with `{}`", error.code()),
                "see the log of the server, correct what it reports, and switch again",
            ));
        }
        Ok(Ok(_)) => {}
        Ok(Err(_)) => return Err(hung_up(target)),
        Err(_) => return Err(fell_silent(target)),
    }
    // The switch may be the way out of a server that hangs: it is asked at the same time, and may fail to answer.
    let here = async {
        let socket = before.node().any_socket()?;
        health(&socket, &before.target, deadline).await
    };
    let (there, here) = join(health(&socket, target, deadline), here).await;
    if socket.is_lost() {
        return Err(hung_up(target));
    }
    let Some(there) = there else {
        return Err(fell_silent(target));
    };
    if instance.forbids_eviction() {
        let info = timeout_at(deadline, memory_info(&socket)).await;
        if let Ok(Some(info)) = info
            && let Some(policy) = info.evicting_policy()
        {
            return Err(target.error(
                ConnectErrorKind::Server,
                format!("the server may evict jobs: its `maxmemory-policy` is `{policy}`"),
                "set `maxmemory-policy noeviction` on the server, or call `allow_eviction()` on every queue and worker",
            ));
        }
    }
    let is_replica = |health: &Health| health.role == Some(ServerRole::Replica);
    if is_replica(&there) && !here.as_ref().is_some_and(is_replica) {
        return Err(target.error(
            ConnectErrorKind::Server,
            "the server is a replica: it takes no writes",
            "name its primary, or promote it first (`REPLICAOF NO ONE`)",
        ));
    }
    let here = here.and_then(|health| health.run_id);
    Ok(here.is_some()
        && there.run_id == here
        && target.settings.database() == before.target.settings.database())
}

fn hung_up(target: &Target) -> ConnectError {
    target.error(
        ConnectErrorKind::Server,
        "the server closed the connection while it was probed",
        "see the log of the server, and switch again",
    )
}

fn fell_silent(target: &Target) -> ConnectError {
    target.error(
        ConnectErrorKind::Timeout,
        format!(
            "the server let us in and then did not answer within {}",
            duration::format(target.settings.connect_timeout())
        ),
        "see that the server and whatever is between are well, and switch again",
    )
}

async fn memory_info(socket: &Socket) -> Option<Info> {
    let mut info = redis::cmd("INFO");
    let reply = socket.sender().send(info.arg("memory")).await.ok()?;
    Some(Info::read(&reply))
}

/// The health of the server; `None` if it does not answer in time, or refuses.
async fn health(socket: &Socket, target: &Target, deadline: Instant) -> Option<Health> {
    timeout_at(deadline, Health::over(socket, target))
        .await
        .ok()?
        .ok()
}
