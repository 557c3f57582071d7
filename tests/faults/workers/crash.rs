//! The crash test: processes are killed, the server is killed, replies are lost, and no job is.
//!
//! The server writes each change to disk before it replies (`appendfsync always`), so its restart keeps all that it
//! acknowledged, and the promise holds without an exception. With `everysec` a `kill -9` loses nothing as long as the
//! operating system lives, but Redis may hold a write back for up to two seconds while the disk is slow.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use redis_config::Handle;
use redis_config::dev::Server;
use redis_config::queue::{JobId, PushOptions, Queue, QueueError};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{CrashRedis, Kind, Task, variable};
use redis_config_tests::fixture::job_record::Mark;
use redis_config_tests::fixture::worker_fleet::Fleet;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use redis_config_tests::random::Random;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, timeout};

use crate::fixture::connect;

pub(super) const JOBS: u64 = 20_000;
const POISON: u64 = 5;
const HOPELESS: u64 = 20;
const PLACES: usize = 4;
const PRODUCERS: u64 = 50;
const KILL_EVERY: Duration = Duration::from_millis(200);
const LEASE: Duration = Duration::from_secs(2);
pub(super) const MAX_ATTEMPTS: u32 = 3;
pub(super) const MAX_DELIVERIES: u32 = 5;
/// The share of replies that are lost.
const LOSS: f64 = 0.01;
const DEADLINE: Duration = Duration::from_secs(120);

/// The results of the producers.
#[derive(Debug, Default)]
pub(super) struct Pushed {
    /// Every job under its id, and what it is.
    pub(super) attempted: HashMap<JobId, Kind>,
    /// Those whose push returned `Ok`.
    pub(super) acknowledged: HashSet<JobId>,
    /// Pushes that ended in "outcome unknown", each tried again under the same id.
    pub(super) unknown: u64,
    /// Pushes that ended in another error: such a job must not be in the queue. Tried again under a new id.
    pub(super) failed: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_lost_when_workers_and_server_are_killed_and_replies_lost() {
    let seed = Random::seed();
    println!("seed {seed} (REDIS_CONFIG_SEED={seed} draws the same faults)");
    let begun = Instant::now();
    let server = Arc::new(
        Server::builder()
            .password(canary::PASSWORD)
            .append_only(true)
            .arg("appendfsync", "always")
            .start()
            .expect("a private server"),
    );
    let folder = tempfile::tempdir().expect("a folder for the records");
    let mut proxies = Vec::new();
    for place in 0..PLACES {
        let proxy = Proxy::before(&server).await.expect("a proxy");
        proxy.lose_replies(LOSS, seed ^ (place as u64 + 1));
        proxies.push(proxy);
    }
    let producers_proxy = Proxy::before(&server).await.expect("a proxy");
    producers_proxy.lose_replies(LOSS, seed);

    let urls: Vec<String> = proxies.iter().map(|p| p.url(&server.url())).collect();
    let records = folder.path().to_owned();
    let started = AtomicU64::new(0);
    let fleet = Fleet::start(
        PLACES,
        folder.path(),
        Box::new(move |place| {
            let n = started.fetch_add(1, Ordering::Relaxed);
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_crash_worker"));
            command
                .env(variable::URL, &urls[place])
                .env(
                    variable::RECORD,
                    records.join(format!("{place}-{n}.record")),
                )
                .env(variable::LEASE, LEASE.as_millis().to_string())
                .env(variable::MAX_ATTEMPTS, MAX_ATTEMPTS.to_string())
                .env(variable::MAX_DELIVERIES, MAX_DELIVERIES.to_string());
            command
        }),
    );

    // The producers, 50 at a time, through a proxy that loses replies too.
    let acknowledged = Arc::new(AtomicU64::new(0));
    let pushing = connect(&producers_proxy.url(&server.url())).await;
    let producers = tokio::spawn(produce(pushing, seed, Arc::clone(&acknowledged)));
    let watching = connect(&server.url()).await;
    let queue: Queue<CrashRedis, Task> = Queue::new(&watching);
    let drained = AtomicBool::new(false);
    let (pushed, (), restarts) = tokio::join!(
        drain(producers, &queue, &drained),
        kill_workers(&fleet, seed, &drained),
        kill_server(&server, &acknowledged),
    );
    let took = begun.elapsed();
    let ended = fleet.stop().await;

    let dead = queue.dead_letters(1_000).await.expect("the dead letters");
    let left = queue.stats().await.expect("the counts");
    let marks = Mark::read_all(folder.path()).expect("whole records");
    let outputs: Vec<String> = (0..PLACES)
        .map(|place| {
            std::fs::read_to_string(folder.path().join(format!("{place}.out"))).unwrap_or_default()
        })
        .collect();
    let evidence = super::crash_check::Evidence {
        pushed,
        marks,
        dead,
        left,
        ended,
        restarts,
        lost_replies: proxies.iter().map(Proxy::lost).collect(),
        lost_to_producers: producers_proxy.lost().len(),
        outputs,
        took,
    };
    evidence.print();
    evidence.check();
}

/// Returns what was pushed once all of it is done or dead.
async fn drain(
    producers: JoinHandle<Pushed>,
    queue: &Queue<CrashRedis, Task>,
    drained: &AtomicBool,
) -> Pushed {
    let pushed = timeout(DEADLINE, producers)
        .await
        .expect("the producers push all in time")
        .expect("no producer panics");
    until("everything is done or dead", DEADLINE, async || {
        queue
            .stats()
            .await
            .is_ok_and(|stats| stats.ready + stats.delayed + stats.suspects + stats.claimed == 0)
    })
    .await;
    drained.store(true, Ordering::Relaxed);
    pushed
}

/// Kills one worker process every 200 ms, chosen by the seed.
async fn kill_workers(fleet: &Fleet, seed: u64, drained: &AtomicBool) {
    let mut random = Random::new(seed.rotate_left(17));
    let mut due = tokio::time::interval(KILL_EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !drained.load(Ordering::Relaxed) {
        due.tick().await;
        fleet.kill(random.below(PLACES as u64) as usize);
    }
}

/// Kills and restarts the server when a third and when two thirds of the jobs are in.
async fn kill_server(
    server: &Arc<Server>,
    acknowledged: &AtomicU64,
) -> Vec<(SystemTime, SystemTime)> {
    let mut restarts = Vec::new();
    for third in 1..=2 {
        until("the next third is pushed", DEADLINE, async || {
            acknowledged.load(Ordering::Relaxed) >= JOBS * third / 3
        })
        .await;
        let from = SystemTime::now();
        let server = Arc::clone(server);
        tokio::task::spawn_blocking(move || server.restart())
            .await
            .expect("no panic")
            .expect("the server comes up again");
        restarts.push((from, SystemTime::now()));
    }
    restarts
}

/// Which job is the `n`-th: the poison and hopeless ones are spread among the steady ones.
fn kind(n: u64) -> Kind {
    if n % (JOBS / POISON) == 777 {
        Kind::Poison
    } else if n % (JOBS / HOPELESS) == 333 {
        Kind::FailsAlways
    } else if n % 100 == 50 {
        Kind::FailsOnce
    } else {
        Kind::Steady(5 + n % 20)
    }
}

/// Pushes every job until it is acknowledged: what ended unknown is pushed again under the same id.
async fn produce(handle: Handle<CrashRedis>, seed: u64, acknowledged: Arc<AtomicU64>) -> Pushed {
    let queue: Queue<CrashRedis, Task> = Queue::new(&handle);
    let mut tasks = tokio::task::JoinSet::new();
    for producer in 0..PRODUCERS {
        let (queue, acknowledged) = (queue.clone(), Arc::clone(&acknowledged));
        let mut random = Random::new(seed ^ (producer << 32));
        tasks.spawn(async move {
            let mut pushed = Pushed::default();
            for n in (producer..JOBS).step_by(PRODUCERS as usize) {
                let kind = kind(n);
                let task = Task::new(kind.clone());
                // Every other producer chooses the ids itself; the rest learn theirs from the push or from its error.
                let mut chosen = (producer % 2 == 0).then(JobId::new);
                let id = loop {
                    let outcome = match chosen {
                        Some(id) => queue.push_with(&task, PushOptions::new().id(id)).await,
                        None => queue.push(&task).await,
                    };
                    match outcome {
                        Ok(id) => break id,
                        Err(QueueError::OutcomeUnknown { ids, .. }) => {
                            chosen = Some(ids[0]);
                            pushed.unknown += 1;
                        }
                        Err(_) => pushed.failed += 1,
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                };
                assert!(
                    chosen.is_none_or(|chosen| chosen == id),
                    "pushed under another id"
                );
                pushed.attempted.insert(id, kind);
                pushed.acknowledged.insert(id);
                acknowledged.fetch_add(1, Ordering::Relaxed);
                // A steady load, not a burst, so that the faults happen among the pushes.
                tokio::time::sleep(Duration::from_millis(random.below(40))).await;
            }
            pushed
        });
    }
    let mut all = Pushed::default();
    while let Some(pushed) = tasks.join_next().await {
        let pushed = pushed.expect("a producer does not panic");
        all.attempted.extend(pushed.attempted);
        all.acknowledged.extend(pushed.acknowledged);
        all.unknown += pushed.unknown;
        all.failed += pushed.failed;
    }
    all
}
