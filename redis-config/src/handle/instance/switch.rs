//! From one configuration to another while the instance is in use.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use futures_util::future::join;
use redis::Value;
use redis_config_rules::Setting;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout_at};

use super::generation::Generation;
use super::instance::Instance;
use crate::check::invalid::Invalid;
use crate::connect::reply::Info;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::health::{Health, ServerRole};
use redis_config_rules::duration;

/// How many switches can be taken back.
const REMEMBERED: usize = 8;

/// The configurations before the switches, the last one at the back.
#[derive(Debug, Default)]
pub(crate) struct History(VecDeque<Target>);

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

/// The step of a switch that failed. Each of them is before the swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SwitchStep {
    /// The configuration is invalid: nothing was tried.
    Check,
    /// The target could not be reached, or did not let us in.
    Connect,
    /// The target was reached, and is not fit: read-only, or it refuses `PING`.
    Probe,
    /// The target was fit, and was lost again before the swap.
    Swap,
    /// There is no earlier configuration to go back to.
    Rollback,
}

/// A switch that was not made; the configuration before it stays in force.
///
/// Neither `Display` nor `Debug` shows a secret.
#[derive(Clone)]
pub struct SwitchError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    step: SwitchStep,
    cause: ConnectError,
}

impl SwitchError {
    pub(crate) fn check(invalid: Invalid) -> Self {
        Self::at(SwitchStep::Check, invalid.into())
    }

    fn at(step: SwitchStep, cause: ConnectError) -> Self {
        Self(Box::new(Inner { step, cause }))
    }

    /// The step that failed.
    #[must_use]
    pub fn step(&self) -> SwitchStep {
        self.0.step
    }

    /// Why.
    #[must_use]
    pub fn cause(&self) -> &ConnectError {
        &self.0.cause
    }
}

impl fmt::Display for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { step, cause } = &*self.0;
        let step = match step {
            SwitchStep::Check => "the configuration is invalid",
            SwitchStep::Connect => "connecting to the target failed",
            SwitchStep::Probe => "the target is not fit",
            SwitchStep::Swap => "the target was lost before the swap",
            SwitchStep::Rollback => "there is nothing to go back to",
        };
        write!(f, "not switched, {step}: {cause}")
    }
}

impl fmt::Debug for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.step)
    }
}

impl std::error::Error for SwitchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.cause)
    }
}

/// A verified target, connected and not yet in force. Dropped, it closes and nothing has changed.
#[derive(Debug)]
pub(crate) struct Prepared {
    instance: Arc<Instance>,
    history: OwnedMutexGuard<History>,
    next: SwitchGuard,
    same_server: bool,
    back: bool,
}

/// A generation that is closed unless it comes into force.
#[derive(Debug)]
struct SwitchGuard(Option<Arc<Generation>>);

impl Drop for SwitchGuard {
    fn drop(&mut self) {
        if let Some(generation) = &self.0 {
            generation.close();
        }
    }
}

/// The right to switch an instance: one has it at a time.
#[derive(Debug)]
pub(crate) struct SwitchPermit {
    instance: Arc<Instance>,
    history: OwnedMutexGuard<History>,
}

impl SwitchPermit {
    /// Waits for a switch that is under way. Cancel safe.
    pub(crate) async fn wait(instance: &Arc<Instance>) -> Self {
        Self {
            history: Arc::clone(&instance.history).lock_owned().await,
            instance: Arc::clone(instance),
        }
    }

    /// Connects to a target and probes it. Cancel safe: nothing stays open.
    pub(crate) async fn prepare(self, target: Target) -> Result<Prepared, SwitchError> {
        Prepared::verify(self, target, false).await
    }

    /// The same, for the configuration before the last switch.
    pub(crate) async fn prepare_back(self) -> Result<Prepared, SwitchError> {
        let Some(target) = self.history.0.back().cloned() else {
            let cause = self.instance.current().target.error(
                ConnectErrorKind::Server,
                "there was no switch, or each has been taken back",
                "switch to a configuration of your own with `switch`",
            );
            return Err(SwitchError::at(SwitchStep::Rollback, cause));
        };
        Prepared::verify(self, target, true).await
    }
}

impl Prepared {
    async fn verify(turn: SwitchPermit, target: Target, back: bool) -> Result<Self, SwitchError> {
        let SwitchPermit { instance, history } = turn;
        let before = instance.current();
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
            // In a box: it is most of what a switch carries along.
            same_server = Box::pin(probe(&instance, &before, generation))
                .await
                .map_err(|cause| SwitchError::at(SwitchStep::Probe, cause))?;
        }
        Ok(Self {
            instance,
            history,
            next,
            same_server,
            back,
        })
    }

    /// Whether the target is still there.
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

    /// Makes the target the configuration in force. Needs a Tokio runtime.
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
            if self.back {
                self.history.0.pop_back();
            } else {
                if self.history.0.len() == REMEMBERED {
                    self.history.0.pop_front();
                }
                self.history.0.push_back(before.target.clone());
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

/// Whether the target can take over, and whether it is the server in use already.
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
    let link = next.any_link(deadline).await?;
    let pong = async {
        let ping = redis::cmd("PING");
        link.sender().send(&ping).await
    };
    // The handshake lets a server pass that lives and refuses work for now: to move there would be another matter.
    match timeout_at(deadline, pong).await {
        Ok(Ok(Value::ServerError(error))) => {
            return Err(target.error(
                ConnectErrorKind::Server,
                format!("the server answers PING with `{}`", error.code()),
                "see the log of the server, mend what it says, and switch again",
            ));
        }
        Ok(Ok(_)) => {}
        Ok(Err(_)) => return Err(hung_up(target)),
        Err(_) => return Err(fell_silent(target)),
    }
    // The server in use may be the one that is to be left for its silence: it must not take the time of the target.
    let here = async {
        let link = before.any_link_now()?;
        health(&link, &before.target, deadline).await
    };
    let (there, here) = join(health(&link, target, deadline), here).await;
    if link.is_lost() {
        return Err(hung_up(target));
    }
    let Some(there) = there else {
        return Err(fell_silent(target));
    };
    if instance.forbids_eviction() {
        let info = timeout_at(deadline, memory_info(&link))
            .await
            .ok()
            .flatten();
        if let Some(policy) = info.as_ref().and_then(Info::evicting_policy) {
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

async fn memory_info(link: &Socket) -> Option<Info> {
    let mut info = redis::cmd("INFO");
    let reply = link.sender().send(info.arg("memory")).await.ok()?;
    Some(Info::read(&reply))
}

/// What the server says of itself; `None` if it does not, or not in time.
async fn health(link: &Socket, target: &Target, deadline: Instant) -> Option<Health> {
    timeout_at(deadline, Health::over(link, target))
        .await
        .ok()?
        .ok()
}
