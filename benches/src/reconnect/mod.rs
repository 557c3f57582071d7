//! How soon callers succeed again after a fault, and how many of them fail: every library through the same fault at the
//! same moment.

pub mod caller;
pub mod hosts;
pub mod peer;
pub mod report;
pub mod scenario;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use caller::{Caller, Outcome};
use hosts::Hosts;
use peer::PEERS;
use scenario::{Scenario, Stage};

/// Time to connect to a healthy server.
const CONNECT: Duration = Duration::from_secs(5);
/// Time to succeed before the fault.
const WARM_UP: Duration = Duration::from_secs(5);
/// Errors after the first success count for this long too.
const AFTERMATH: Duration = Duration::from_millis(300);

/// The outcome of one peer for one fault, or the reason why it did not take part.
pub type PeerOutcome = Result<Outcome, String>;

/// One fault, all peers: a new server and new connections each time.
///
/// # Errors
///
/// A text, if the fault itself cannot be caused.
pub async fn trial(
    scenario: Scenario,
    round: usize,
    hosts: Option<Arc<Hosts>>,
) -> Result<Vec<PeerOutcome>, String> {
    let stage = Stage::set(scenario, round, hosts).await?;
    let mut opening = JoinSet::new();
    for (place, peer) in PEERS.iter().enumerate() {
        let open = (peer.open)(stage.address().clone());
        opening.spawn(async move { (place, timeout(CONNECT, open).await) });
    }
    let mut callers: Vec<Result<Caller, String>> =
        PEERS.iter().map(|_| Err(String::new())).collect();
    while let Some(opened) = opening.join_next().await {
        let (place, opened) = opened.map_err(|error| error.to_string())?;
        callers[place] = match opened {
            Ok(Ok(client)) => Ok(Caller::start(client)),
            Ok(Err(why)) => Err(why),
            Err(_) => Err(format!("no connection within {CONNECT:?}")),
        };
    }
    let warm = Instant::now();
    while !callers.iter().flatten().all(Caller::is_warm) {
        if warm.elapsed() > WARM_UP {
            return Err("a peer does not work before the fault".to_owned());
        }
        sleep(Duration::from_millis(10)).await;
    }

    let (fault, back) = stage.strike().await?;
    let end = back + scenario.bound();
    let rule = scenario.rule(back);
    while Instant::now() < end && !callers.iter().flatten().all(|caller| caller.is_back(rule)) {
        sleep(Duration::from_millis(5)).await;
    }
    sleep(AFTERMATH).await;
    let outcomes = callers
        .into_iter()
        .map(|caller| caller.map(|caller| caller.outcome(fault, back, rule)))
        .collect();
    drop(stage);
    Ok(outcomes)
}
