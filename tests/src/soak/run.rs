//! One run, from the first server to the verdict.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use redis_config::Handle;
use redis_config::queue::{Queue, Stats};
use redis_config::redis::{AsyncCommands as _, RedisResult};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::check::Evidence;
use super::count::Count;
use super::definition::{BOUND, Chore, Options, SoakRedis, Topology, variable};
use super::fault_injector::FaultInjector;
use super::journal::Journal;
use super::load::{CHANNEL, Load};
use super::servers::Servers;
use crate::fixture::job_record::Mark;
use crate::fixture::worker_fleet::Fleet;

const PLACES: usize = 3;

/// Runs one topology and prints the counts. Returns every violated invariant, in words.
///
/// # Errors
///
/// The run could not be started or completed: servers that do not start, or do not agree after a fault.
pub async fn run(options: &Options) -> Result<Vec<String>, String> {
    let name = options.topology.name();
    println!(
        "\n== soak {name}, seed {}, {:?} of faults",
        options.seed, options.time
    );
    let servers = Arc::new(Servers::start(options.topology).await?);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let start = Count::of(&servers).await;
    let journal = Journal::new();
    let (load, handles, fleet, wrong) =
        under_fire(options, &servers, &journal, folder.path()).await?;
    let mut evidence = Evidence {
        topology: options.topology,
        load,
        events: journal.events(),
        wrong,
        ..Evidence::default()
    };

    // Everything is healed. From here on all work must complete.
    evidence.stuck(&handles).await;
    drain(
        &mut evidence,
        &handles,
        &servers,
        &folder.path().join("target"),
        &journal,
    )
    .await?;
    evidence.ended = fleet.stop().await;
    evidence.marks = Mark::read_all(folder.path()).map_err(|error| error.to_string())?;
    for place in 0..PLACES {
        let output = std::fs::read_to_string(folder.path().join(format!("{place}.out")));
        evidence.outputs.push(output.unwrap_or_default());
    }
    drop(handles);
    evidence.back(start, &servers).await;
    evidence.print(&journal);
    if !evidence.wrong.is_empty() {
        println!(
            "the output of the worker processes is in {}",
            folder.keep().display()
        );
    }
    Ok(evidence.wrong)
}

type Fired = (Arc<Load>, Vec<Handle<SoakRedis>>, Fleet, Vec<String>);

/// The time of the faults.
async fn under_fire(
    options: &Options,
    servers: &Arc<Servers>,
    journal: &Journal,
    folder: &Path,
) -> Result<Fired, String> {
    let target = folder.join("target");
    std::fs::write(&target, servers.worker_url()).map_err(|error| error.to_string())?;
    let mut handles = Vec::new();
    for _ in 0..2 {
        let config = SoakRedis { url: servers.url() };
        handles.push(config.connect().await.map_err(|error| error.to_string())?);
    }
    let mut subscriber = handles[1]
        .subscriber()
        .await
        .map_err(|error| error.to_string())?;
    let subscribed = subscriber.subscribe(CHANNEL).await;
    subscribed.map_err(|error| error.to_string())?;
    let load = Arc::new(Load::default());
    let mut listener = JoinSet::new();
    listener.spawn(Arc::clone(&load).listen(subscriber));
    let mut tasks = load.start(&handles[0], &handles[1], options.seed);
    let fleet = fleet(options, folder, &target);

    let injector = FaultInjector {
        topology: options.topology,
        servers,
        journal,
        handles: &handles,
        target: &target,
    };
    let end = Instant::now() + options.time;
    let mut wrong = Vec::new();
    let (struck, ()) = tokio::join!(
        injector.strike(options.seed, end),
        injector.kill_workers(&fleet, PLACES as u64, options.seed, end),
    );
    wrong.extend(struck.err());
    servers_settle(servers).await?;
    journal.say("healed");
    // Long enough for each to make progress.
    let healed = SystemTime::now();
    let began = Instant::now();
    for (what, pulse) in [
        ("push", &load.push_pulse),
        ("plain command", &load.busy_pulse),
        ("message received", &load.received_pulse),
    ] {
        while pulse.first_after(healed).is_none() {
            if began.elapsed() > BOUND {
                wrong.push(format!(
                    "stuck: no {what} within {BOUND:?} after the last fault was healed"
                ));
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    load.stop.store(true, Ordering::Relaxed);
    let ended = timeout(BOUND, async { while tasks.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        wrong.push(format!(
            "stuck: {} tasks of the load did not end within {BOUND:?}",
            tasks.len()
        ));
    }
    listener.shutdown().await;
    tasks.shutdown().await;
    Ok((load, handles, fleet, wrong))
}

async fn servers_settle(servers: &Arc<Servers>) -> Result<(), String> {
    let servers = Arc::clone(servers);
    let settled = tokio::task::spawn_blocking(move || servers.settle()).await;
    settled
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("the servers do not agree: {error}"))
}

fn fleet(options: &Options, folder: &Path, target: &Path) -> Fleet {
    let (program, records, target) = (
        options.program.clone(),
        folder.to_owned(),
        target.to_owned(),
    );
    let started = AtomicU64::new(0);
    Fleet::start(
        PLACES,
        folder,
        Box::new(move |place| {
            let number = started.fetch_add(1, Ordering::Relaxed);
            let record = records.join(format!("{place}-{number}.record"));
            let mut command = tokio::process::Command::new(&program);
            command
                .arg("worker")
                .env(variable::TARGET, &target)
                .env(variable::RECORD, record);
            command
        }),
    )
}

/// Waits until no state of the queue has a job, and reads the counters.
async fn drain(
    evidence: &mut Evidence,
    handles: &[Handle<SoakRedis>],
    servers: &Arc<Servers>,
    target: &Path,
    journal: &Journal,
) -> Result<(), String> {
    let sides = if evidence.topology == Topology::Switch {
        2
    } else {
        1
    };
    let injector = FaultInjector {
        topology: evidence.topology,
        servers,
        journal,
        handles,
        target,
    };
    for side in 0..sides {
        if side > 0 {
            injector.switch().await?;
        }
        let queue: Queue<SoakRedis, Chore> = Queue::new(&handles[0]);
        let began = Instant::now();
        let mut last = None;
        let left = |stats: &Stats| stats.ready + stats.delayed + stats.suspects + stats.claimed;
        while last.as_ref().is_none_or(|stats| left(stats) > 0) {
            if began.elapsed() > 2 * BOUND {
                evidence
                    .wrong
                    .push(format!("not drained within {:?}: {last:?}", 2 * BOUND));
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            last = timeout(BOUND, queue.stats())
                .await
                .ok()
                .and_then(Result::ok);
        }
        evidence.drained = evidence.drained.max(began.elapsed());
        match timeout(BOUND, queue.dead_letters(1_000)).await {
            Ok(Ok(dead)) => evidence.dead.extend(dead),
            _ => evidence
                .wrong
                .push("the dead letters cannot be read".to_owned()),
        }
        for key in evidence.keys() {
            let value: RedisResult<Option<i64>> = handles[0].conn().get(&key).await;
            match value {
                Ok(value) => *evidence.counters.entry(key).or_default() += value.unwrap_or(0),
                Err(error) => evidence
                    .wrong
                    .push(format!("{key} cannot be read: {error}")),
            }
        }
    }
    Ok(())
}
