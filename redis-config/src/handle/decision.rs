//! What an instance is whose definition leaves that to its server.

use std::time::Instant as Clock;

use redis_config_rules::Topology;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::outlet::Outlet;
use super::state::State;
use crate::connect::{self, Backoff, Link, Place, Purpose, Target};
use crate::error::ConnectError;

/// Asks the servers, one after the other, until one has answered, one has refused for good, or the time is over: the
/// definition with the topology that it turned out to have, and the server that answered.
///
/// Cancel safe: nothing stays open.
pub(super) async fn decide(
    target: &Target,
    outlet: &Outlet,
    deadline: Instant,
) -> Result<(Target, Place), ConnectError> {
    let since = Clock::now();
    let mut backoff = Backoff::new(&target.settings);
    let mut attempts = 0;
    outlet.publish(State::Connecting);
    loop {
        attempts += 1;
        let error = match ask_all(target, deadline).await {
            Ok((topology, place)) => {
                tracing::info!(
                    instance = target.settings.name(),
                    address = target.settings.address(),
                    topology = topology.key(),
                    "redis topology found"
                );
                let mut decided = target.clone();
                decided.topology = topology;
                return Ok((decided, place));
            }
            Err(error) => error,
        };
        let pause = backoff.next_delay();
        outlet.publish(State::Reconnecting {
            since,
            attempts,
            last_error: Some(error.clone()),
        });
        if !error.is_transient() || Instant::now() + pause >= deadline {
            return Err(error);
        }
        sleep(pause).await;
    }
}

/// One round.
async fn ask_all(target: &Target, deadline: Instant) -> Result<(Topology, Place), ConnectError> {
    let timeout = target.settings.connect_timeout();
    let mut asked = target.settings.endpoints().iter().peekable();
    loop {
        let endpoint = match asked.next() {
            Some(endpoint) => endpoint.clone(),
            None => target.settings.endpoint().clone(),
        };
        let place = Place::data(endpoint);
        let until = deadline.min(Instant::now() + timeout);
        // Closed again: what is found decides how the sockets are to be opened.
        let told = Notify::new().into();
        match connect::open(target, &place, Purpose::Shared, until, &told).await {
            Ok(link) => return Ok((topology_of(&link).await, place)),
            Err(error) if asked.peek().is_none() => return Err(error),
            Err(_) => {}
        }
    }
}

/// What the server says it is. One that does not say is taken for what most are.
async fn topology_of(link: &Link) -> Topology {
    let mode = match &link.greeting.mode {
        Some(mode) => Some(mode.clone()),
        // Before version 6 there is no `HELLO`.
        None => info(link).await,
    };
    match mode.as_deref() {
        Some("cluster") => Topology::Cluster,
        _ => Topology::Standalone,
    }
}

async fn info(link: &Link) -> Option<String> {
    let mut info = redis::cmd("INFO");
    info.arg("server");
    let text = link.wire().send(&info).await.ok()?;
    let text: String = redis::from_redis_value(text).ok()?;
    let mode = text
        .lines()
        .find_map(|line| line.strip_prefix("redis_mode:"))?;
    Some(mode.trim().to_owned())
}
