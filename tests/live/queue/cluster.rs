//! Queues on a cluster, by users with the fewest rights.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use redis_config::dev::Cluster;
use redis_config::queue::{Backoff, CancellationToken, Context, PushOptions, Queue, Stats, Worker};
use redis_config::{Handle, RedisConfig, Secret};
use redis_config_tests::documented_acl;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;

use crate::fixture::{Number, PATIENCE, Seen, Working, number};

const PASSWORD: &str = "fewest-rights";
const DELAY: Duration = Duration::from_millis(700);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "shards", env = "SHARDS_REDIS", topology = cluster)]
struct ShardsRedis {
    nodes: Vec<String>,
    username: String,
    password: Secret,
    response_timeout: Duration,
}

/// A cluster that knows the documented users, with what each of them needs there besides.
fn cluster() -> Cluster {
    let mut builder = Cluster::builder().replicas(1);
    for user in ["producer", "worker", "operator"] {
        let mut rules = documented_acl::rules(user, PASSWORD);
        rules.extend(documented_acl::additions("member"));
        builder = builder.arg("user", format!("{user} {}", rules.join(" ")));
    }
    block_in_place(|| builder.start()).unwrap()
}

async fn connect(cluster: &Cluster, user: &str) -> Handle<ShardsRedis> {
    let config = ShardsRedis {
        nodes: cluster.seeds(),
        username: user.to_owned(),
        password: Secret::new(PASSWORD),
        response_timeout: Duration::from_secs(10),
    };
    config.connect().await.unwrap()
}

async fn until_stats(
    queue: &Queue<ShardsRedis, Number>,
    what: &str,
    holds: impl Fn(&Stats) -> bool,
) {
    until(what, PATIENCE, async || {
        queue.stats().await.is_ok_and(|stats| holds(&stats))
    })
    .await;
}

/// Every server counts its error replies.
fn no_server_has_answered_crossslot(cluster: &Cluster) {
    for node in cluster.nodes() {
        let errors = node.call(&["INFO", "errorstats"]).unwrap();
        assert!(!errors.contains("CROSSSLOT"), "{errors}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bulk_delayed_retried_and_dead_jobs_behave_the_same_while_their_slot_moves() {
    let cluster = cluster();
    let producer: Queue<_, Number> = Queue::new(&connect(&cluster, "producer").await);
    let operator: Queue<_, Number> = Queue::new(&connect(&cluster, "operator").await);
    let handle = connect(&cluster, "worker").await;
    let (seen, healed) = (Seen::default(), Arc::new(AtomicBool::new(false)));
    let early = Arc::new(AtomicBool::new(false));
    // The server counts whole milliseconds.
    let due = SystemTime::now() + DELAY - Duration::from_millis(1);
    let working = Working::start({
        let (seen, healed, early) = (seen.clone(), Arc::clone(&healed), Arc::clone(&early));
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                if (1_000..2_000).contains(&job.n) && SystemTime::now() < due {
                    early.store(true, Ordering::Relaxed);
                }
                // One fails once, one until it is healed.
                let fails = job.n == 7 && ctx.attempt() == 1
                    || job.n == 9 && !healed.load(Ordering::Relaxed);
                async move {
                    match fails {
                        true => Err("failed on request"),
                        false => Ok(()),
                    }
                }
            })
            .concurrency(8)
            .max_attempts(3)
            .backoff(Backoff::constant(Duration::from_millis(20)))
            .run_until(stop)
        }
    });
    for n in 1_000..1_020 {
        let options = PushOptions::new().delay(DELAY);
        producer.push_with(&number(n), options).await.unwrap();
    }
    let slot = cluster.slot_of("{rc:numbers}").unwrap();
    for round in 0..3 {
        let jobs: Vec<Number> = (0..100).map(|n| number(round * 100 + n)).collect();
        producer.push_all(&jobs).await.unwrap();
        let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
        block_in_place(|| cluster.reshard(slot..=slot, to)).unwrap();
    }
    let owner = cluster.shard_of_slot(slot).unwrap();
    block_in_place(|| cluster.failover(owner)).unwrap();
    producer.push(&number(2_000)).await.unwrap();
    until_stats(&operator, "all is done but one", |stats| {
        stats.dead == 1 && stats.ready + stats.delayed + stats.suspects + stats.claimed == 0
    })
    .await;
    let letters = operator.dead_letters(10).await.unwrap();
    assert_eq!(
        (letters[0].attempts, &*letters[0].reason),
        (3, "failed on request")
    );
    healed.store(true, Ordering::Relaxed);
    assert_eq!(operator.redrive_all().await.unwrap(), 1);
    until_stats(&operator, "the letter is done", |stats| {
        *stats == Stats::default()
    })
    .await;
    let summary = working.stop().await;
    assert!(!early.load(Ordering::Relaxed), "none before it was due");
    let mut times: HashMap<u64, Vec<u32>> = HashMap::new();
    for sight in seen.all() {
        times.entry(sight.n).or_default().push(sight.attempt);
    }
    println!("{summary:?}");
    let expected = (0..300).chain(1_000..1_020).chain([2_000]);
    for n in expected {
        let attempts = times.remove(&n).unwrap_or_default();
        let fits: &[u32] = match n {
            7 => &[1, 2],
            9 => &[1, 2, 3, 1],
            _ => &[1],
        };
        assert_eq!(attempts, fits, "job {n}");
    }
    assert!(times.is_empty(), "no producer pushed {times:?}");
    no_server_has_answered_crossslot(&cluster);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_finishes_running_jobs_and_returns_the_rest_while_the_slot_moves() {
    let cluster = cluster();
    let producer: Queue<_, Number> = Queue::new(&connect(&cluster, "producer").await);
    let operator: Queue<_, Number> = Queue::new(&connect(&cluster, "operator").await);
    let handle = connect(&cluster, "worker").await;
    let (seen, gate) = (Seen::default(), CancellationToken::new());
    let working = Working::start({
        let (seen, gate) = (seen.clone(), gate.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let gate = gate.clone();
                async move {
                    if job.n < 4 {
                        gate.cancelled().await;
                    } else {
                        std::future::pending::<()>().await;
                    }
                }
            })
            .concurrency(8)
            .shutdown_timeout(Duration::from_millis(500))
            .run_until(stop)
        }
    });
    let jobs: Vec<Number> = (0..50).map(number).collect();
    producer.push_all(&jobs).await.unwrap();
    until("eight jobs run", PATIENCE, async || seen.len() == 8).await;
    // They are ended elsewhere than where they were claimed, as the keys have moved with their slot.
    let slot = cluster.slot_of("{rc:numbers}").unwrap();
    let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
    block_in_place(|| cluster.reshard(slot..=slot, to)).unwrap();
    working.request_stop();
    gate.cancel();
    let summary = working.stop().await;
    assert_eq!((summary.done, summary.released, summary.retried), (4, 4, 0));
    let stats = operator.stats().await.unwrap();
    assert_eq!((stats.ready, stats.claimed, stats.suspects), (46, 0, 0));
    no_server_has_answered_crossslot(&cluster);
}
