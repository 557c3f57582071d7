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

/// For a library to connect to a server that is well.
const CONNECT: Duration = Duration::from_secs(5);
/// For a library to show that it works before the fault.
const WARM_UP: Duration = Duration::from_secs(5);
/// Errors that come after the first success count, too, for this long.
const AFTERMATH: Duration = Duration::from_millis(300);

/// What one peer made of one fault; the text says why it took no part.
pub type Told = Result<Outcome, String>;

/// One fault, all peers: a new server and new connections each time.
///
/// # Errors
///
/// A text, when the fault itself cannot be made.
pub async fn trial(
    scenario: Scenario,
    round: usize,
    hosts: Option<Arc<Hosts>>,
) -> Result<Vec<Told>, String> {
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
    let told = callers
        .into_iter()
        .map(|caller| caller.map(|caller| caller.outcome(fault, back, rule)))
        .collect();
    drop(stage);
    Ok(told)
}
