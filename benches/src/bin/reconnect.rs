//! How soon each library is back after a fault, and which errors its callers see meanwhile.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints"
)]

use std::sync::Arc;

use redis_config_benches::Options;
use redis_config_benches::reconnect::hosts::Hosts;
use redis_config_benches::reconnect::report::{self, Rounds};
use redis_config_benches::reconnect::scenario::Scenario;
use redis_config_benches::reconnect::trial;
use tokio::task::JoinSet;

type Failure = Box<dyn std::error::Error>;

/// Concurrent trials. They mostly wait, and each has its own servers.
const AT_A_TIME: usize = 4;
const ROUNDS: &str = "20";

fn main() -> Result<(), Failure> {
    let hosts = Hosts::enter()?.map(Arc::new);
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let only = args.iter().position(|arg| arg == "--only").map(|at| {
        let mut taken = args.drain(at..(at + 2).min(args.len()));
        taken.nth(1).unwrap_or_default()
    });
    if !args.iter().any(|arg| arg == "--rounds") {
        args.extend(["--rounds".to_owned(), ROUNDS.to_owned()]);
    }
    let options = Options::from_args(args.into_iter())?;
    let scenarios: Vec<Scenario> = Scenario::ALL
        .into_iter()
        .filter(|scenario| only.as_deref().is_none_or(|only| only == scenario.name()))
        .collect();
    if scenarios.is_empty() {
        let names = Scenario::ALL.map(Scenario::name).join(", ");
        return Err(format!("`--only` takes one of: {names}").into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(&options, &scenarios, hosts))
}

async fn measure(
    options: &Options,
    scenarios: &[Scenario],
    hosts: Option<Arc<Hosts>>,
) -> Result<(), Failure> {
    let mut all: Vec<(Scenario, Rounds)> = Vec::new();
    for &scenario in scenarios {
        let mut rounds: Rounds = Vec::new();
        let mut running = JoinSet::new();
        for round in 0..options.rounds {
            if running.len() == AT_A_TIME {
                rounds.extend(running.join_next().await.transpose()?);
            }
            running.spawn(trial(scenario, round, hosts.clone()));
        }
        rounds.extend(running.join_all().await);
        eprintln!("{}: {} rounds", scenario.name(), rounds.len());
        all.push((scenario, rounds));
    }
    let title = format!(
        "A `SET` every 10 ms through a fault, all libraries through the same one, {} rounds: time from the moment at which the server \
         could answer again to the first success, **median** and worst, and errors that callers saw (median of the rounds)",
        options.rounds,
    );
    println!("{}", report::markdown(&title, &all));
    if let Some(path) = &options.json {
        std::fs::write(
            path,
            serde_json::to_vec_pretty(&report::json(&title, &all))?,
        )?;
    }
    Ok(())
}
