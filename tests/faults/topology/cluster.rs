//! Clusters under faults: losses are reported, and nothing is done twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use redis_config::dev::{Cluster, ClusterBuilder};
use redis_config::queue::{Context, Job, JobId, Queue, Worker};
use redis_config::redis::{AsyncCommands, RedisResult};
use redis_config::{Handle, RedisConfig, outcome_is_unknown};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet, block_in_place};

const SOON: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "shards", env = "SHARDS_REDIS", topology = cluster)]
struct Shards {
    nodes: Vec<String>,
    response_timeout: Duration,
    address_map: Option<Vec<String>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Number(u64);

impl Job for Number {
    const QUEUE: &'static str = "numbers";
}

async fn start(builder: ClusterBuilder) -> Arc<Cluster> {
    let started = tokio::task::spawn_blocking(|| builder.start()).await;
    Arc::new(started.expect("no panic").expect("starts"))
}

async fn connect(cluster: &Cluster, response_timeout: Duration) -> Handle<Shards> {
    let config = Shards {
        nodes: cluster.seeds(),
        response_timeout,
        address_map: None,
    };
    config.connect().await.expect("connects")
}

/// A worker that notes how often each job ran.
struct Running {
    runs: Arc<Mutex<BTreeMap<JobId, u64>>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(handle: &Handle<Shards>) -> Self {
        let runs = Arc::new(Mutex::new(BTreeMap::<JobId, u64>::new()));
        let (stop, stopped) = oneshot::channel();
        let (handle, noted) = (handle.clone(), Arc::clone(&runs));
        let task = tokio::spawn(async move {
            Worker::new(&handle, move |_: Number, ctx: Context| {
                *noted.lock().expect("no panic").entry(ctx.id()).or_default() += 1;
                async {}
            })
            .concurrency(16)
            .run_until(stopped)
            .await
            .expect("runs");
        });
        Self { runs, stop, task }
    }

    fn count(&self) -> usize {
        self.runs.lock().expect("no panic").len()
    }

    async fn stop(self) -> BTreeMap<JobId, u64> {
        let _ = self.stop.send(());
        self.task.await.expect("no panic");
        std::mem::take(&mut self.runs.lock().expect("no panic"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_loses_no_job_while_its_slot_moves_and_its_node_fails_over() {
    let cluster = start(Cluster::builder().replicas(1)).await;
    let handle = connect(&cluster, Duration::from_secs(10)).await;
    let worker = Running::start(&handle);
    let pushing = Arc::new(AtomicBool::new(true));
    let mut producers = JoinSet::new();
    for task in 0..4_u64 {
        let (handle, pushing) = (handle.clone(), Arc::clone(&pushing));
        producers.spawn(async move {
            let queue: Queue<_, Number> = Queue::new(&handle);
            let mut ids = Vec::new();
            while pushing.load(Ordering::Relaxed) {
                ids.push(queue.push(&Number(task)).await.expect("is accepted"));
            }
            ids
        });
    }
    let runs = async |more: usize| {
        let goal = worker.count() + more;
        until("jobs run", SOON, async || worker.count() >= goal).await;
    };
    runs(50).await;
    let slot = cluster.slot_of("{rc:numbers}").expect("answers");
    let first = cluster.shard_of_slot(slot).expect("answers");
    for shard in [first + 1, first + 2] {
        block_in_place(|| cluster.reshard(slot..=slot, shard % 3)).expect("moves");
        runs(50).await;
    }
    let owner = cluster.shard_of_slot(slot).expect("answers");
    block_in_place(|| cluster.failover(owner)).expect("fails over");
    runs(50).await;
    pushing.store(false, Ordering::Relaxed);
    let pushed: Vec<JobId> = producers.join_all().await.into_iter().flatten().collect();
    until("all is done", SOON, async || worker.count() >= pushed.len()).await;
    let runs = worker.stop().await;
    assert_eq!(runs.len(), pushed.len());
    let twice = runs.values().filter(|runs| **runs > 1).count();
    println!("{} jobs, {twice} of them twice", pushed.len());
    assert!(pushed.iter().all(|id| runs.contains_key(id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_killed_under_load_costs_only_commands_in_flight() {
    let cluster = start(Cluster::builder().replicas(1)).await;
    let handle = connect(&cluster, Duration::from_secs(15)).await;
    let (done, unknown) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let running = Arc::new(AtomicBool::new(true));
    let mut tasks = JoinSet::new();
    for task in 0..8 {
        let (done, unknown) = (Arc::clone(&done), Arc::clone(&unknown));
        let (running, mut conn) = (Arc::clone(&running), handle.conn());
        tasks.spawn(async move {
            let mut n = 0;
            while running.load(Ordering::Relaxed) {
                n += 1;
                let key = format!("count:{task}:{}", n % 40);
                let counted: RedisResult<u64> = conn.incr(key, 1).await;
                match counted {
                    Ok(_) => done.fetch_add(1, Ordering::Relaxed),
                    Err(error) if outcome_is_unknown(&error) => {
                        unknown.fetch_add(1, Ordering::Relaxed)
                    }
                    Err(error) => panic!("{error}"),
                };
            }
        });
    }
    let goes_on = async || {
        let goal = done.load(Ordering::Relaxed) + 500;
        until("the load makes progress", SOON, async || {
            done.load(Ordering::Relaxed) > goal
        })
        .await;
    };
    goes_on().await;
    for shard in [0, 2] {
        let owner = cluster.primary_of(shard).expect("answers");
        block_in_place(|| owner.kill()).expect("is killed");
        goes_on().await;
        block_in_place(|| {
            cluster.wait_for_primary_other_than(shard, owner.port(), SOON)?;
            owner.restart()?;
            cluster.wait_until_settled()
        })
        .expect("heals");
        goes_on().await;
    }
    running.store(false, Ordering::Relaxed);
    tasks.join_all().await;
    let mut conn = handle.conn();
    let keys: Vec<String> = conn.keys("count:*").await.expect("answers");
    let values: Vec<u64> = conn.mget(&keys).await.expect("answers");
    let (sum, done) = (values.iter().sum::<u64>(), done.load(Ordering::Relaxed));
    let unknown = unknown.load(Ordering::Relaxed);
    println!("{done} counted, {unknown} unknown, {sum} found");
    // Each of the eight tasks has one command in flight at a time, and two nodes were killed.
    assert!(unknown <= 16, "{unknown} unknown");
    // More than were sent would be commands sent twice. A killed primary can take acknowledged writes with it.
    assert!(sum <= done + unknown, "{sum} of {done} + {unknown}");
    assert!(sum + 100 >= done, "{sum} of {done}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_primary_is_replaced_and_its_commands_end_unknown() {
    let cluster = start(Cluster::builder().replicas(1)).await;
    let handle = connect(&cluster, Duration::from_secs(2)).await;
    let mut conn = handle.conn();
    let owner = cluster.node_of("key").expect("answers");
    let counted: u64 = conn.incr("key", 1).await.expect("answers");
    assert_eq!(counted, 1);
    owner.freeze().expect("stops");
    let lost: RedisResult<u64> = conn.incr("key", 1).await;
    let error = lost.expect_err("there is no reply");
    assert!(outcome_is_unknown(&error), "{error}");
    until("the next primary answers", SOON, async || {
        conn.get::<_, Option<u64>>("key").await.is_ok()
    })
    .await;
    owner.thaw().expect("it is thawed");
    block_in_place(|| cluster.wait_until_settled()).expect("heals");
    until("commands go through", SOON, async || {
        conn.get::<_, Option<u64>>("key").await.is_ok() && handle.state().is_ready()
    })
    .await;
}

/// A cluster whose nodes are reached through proxies only.
async fn behind_proxies() -> (Arc<Cluster>, Vec<Proxy>, Handle<Shards>) {
    let cluster = start(Cluster::builder()).await;
    let (mut proxies, mut map) = (Vec::new(), Vec::new());
    for seed in cluster.seeds() {
        let proxy = Proxy::start(&seed).await.expect("listens");
        map.push(format!("{seed}=127.0.0.1:{}", proxy.port()));
        proxies.push(proxy);
    }
    let config = Shards {
        nodes: vec![format!("127.0.0.1:{}", proxies[0].port())],
        response_timeout: Duration::from_secs(10),
        address_map: Some(map),
    };
    let handle = config.connect().await.expect("connects");
    (cluster, proxies, handle)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_reply_is_an_unknown_outcome_and_nothing_is_sent_again() {
    let (cluster, proxies, handle) = behind_proxies().await;
    let mut conn = handle.conn();
    let counted: u64 = conn.incr("key", 1).await.expect("answers");
    assert_eq!(counted, 1);
    let slot = cluster.slot_of("key").expect("answers");
    let proxy = &proxies[cluster.shard_of_slot(slot).expect("answers")];

    let armed = proxy.lose_reply(1, |command| command.is("INCRBY"));
    let lost: RedisResult<u64> = conn.incr("key", 1).await;
    let error = lost.expect_err("the answer was lost");
    assert!(outcome_is_unknown(&error) && armed.fired(), "{error}");
    assert_eq!(conn.get::<_, u64>("key").await.expect("answers"), 2);

    let armed = proxy.lose_request(1, |command| command.is("INCRBY"));
    let mut pipeline = redis_config::redis::pipe();
    for n in 0..20 {
        pipeline.incr(format!("other-{n}"), 1);
    }
    pipeline.incr("key", 1);
    let lost: RedisResult<Vec<u64>> = pipeline.query_async(&mut conn).await;
    let error = lost.expect_err("a part was lost");
    assert!(outcome_is_unknown(&error) && armed.fired(), "{error}");
    for n in 0..20 {
        let value: Option<u64> = conn.get(format!("other-{n}")).await.expect("answers");
        assert!(value.unwrap_or(0) <= 1, "sent twice");
    }
    assert_eq!(conn.get::<_, u64>("key").await.expect("answers"), 2);

    let armed = proxy.lose_reply(1, |command| command.is("EXEC"));
    let mut pipeline = redis_config::redis::pipe();
    pipeline.atomic().incr("key", 1).incr("{key}2", 1);
    let lost: RedisResult<Vec<u64>> = pipeline.query_async(&mut conn).await;
    let error = lost.expect_err("the answer was lost");
    assert!(outcome_is_unknown(&error) && armed.fired(), "{error}");
    assert_eq!(conn.get::<_, u64>("key").await.expect("answers"), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_cut_while_idle_are_not_noticed() {
    let (_cluster, proxies, handle) = behind_proxies().await;
    let mut conn = handle.conn();
    for round in 1..=5_u64 {
        for proxy in &proxies {
            let before = proxy.accepted();
            proxy.cut();
            until("it is noticed", SOON, async || proxy.accepted() > before).await;
        }
        for key in ["a", "b", "c", "d", "e", "f"] {
            let counted: u64 = conn.incr(key, 1).await.expect("it was not written");
            assert_eq!(counted, round);
        }
    }
}
