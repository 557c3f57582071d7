//! A server that evicts keys, and an application that allows it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use redis_config::dev::Server;
use redis_config::queue::{Context, Queue, Worker};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{Kind, Task};
use redis_config_tests::poll::until;
use tokio::sync::Notify;

use crate::fixture::{PATIENCE, Rig};

fn evicted(server: &Server) -> u64 {
    let info = server.call(&["INFO", "stats"]).expect("answers");
    info.lines()
        .find_map(|line| line.strip_prefix("evicted_keys:"))
        .and_then(|number| number.trim().parse().ok())
        .expect("a number")
}

/// Jobs are lost, as `allow_eviction` documents. Nothing hangs, nothing runs twice, and later jobs run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_of_a_queue_evicted_under_load_do_not_affect_later_jobs() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .arg("maxmemory-policy", "allkeys-lru")
        .arg("maxmemory-samples", "10")
        .start()
        .expect("a private server");
    let rig = Rig::on(server).await;
    let queue: Queue<_, Task> = Queue::new(&rig.handle).allow_eviction();
    let used = rig.server.call(&["INFO", "memory"]).expect("answers");
    let used: u64 = used
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"))
        .and_then(|number| number.trim().parse().ok())
        .expect("a number");
    let limit = (used + (1 << 20)).to_string();
    rig.server
        .call(&["CONFIG", "SET", "maxmemory", &limit])
        .expect("answers");

    // No worker yet: the list of the queue grows until it is evicted.
    let batch: Vec<Task> = (0..100).map(|_| Task::new(Kind::Steady(0))).collect();
    let mut pushed = 0;
    while evicted(&rig.server) < 3 {
        // Out of memory when nothing else is left to throw away.
        if queue.push_all(&batch).await.is_ok() {
            pushed += batch.len();
        }
        assert!(pushed < 1_000_000, "nothing is ever evicted");
    }

    let runs = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(Notify::new());
    let last = Arc::new(AtomicU64::new(0));
    let worker = {
        let (runs, stop, last) = (Arc::clone(&runs), Arc::clone(&stop), Arc::clone(&last));
        Worker::new(&rig.handle, move |task: Task, context: Context| {
            runs.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((context.id(), context.delivery()));
            if let Kind::Steady(mark) = task.kind {
                last.fetch_max(mark, Ordering::Relaxed);
            }
            async {}
        })
        .allow_eviction()
        .run_until(async move { stop.notified().await })
    };
    let worker = tokio::spawn(worker);
    // Both at once, with keys going under them.
    let so_far = evicted(&rig.server);
    let mut junk = 0_u64;
    until("many more are evicted", PATIENCE, async || {
        for _ in 0..20 {
            let _ = queue.push(&Task::new(Kind::Steady(0))).await;
            junk += 1;
            let key = format!("junk:{junk}");
            // Refused when the server finds nothing to throw away.
            let _ = rig.server.call(&["SET", &key, &"x".repeat(100_000)]);
        }
        evicted(&rig.server) > so_far + 200
    })
    .await;
    rig.server
        .call(&["CONFIG", "SET", "maxmemory", "0"])
        .expect("answers");
    tokio::time::timeout(PATIENCE, queue.push(&Task::new(Kind::Steady(7))))
        .await
        .expect("a push does not hang")
        .expect("there is room again");
    until("a job pushed afterwards runs", PATIENCE, async || {
        last.load(Ordering::Relaxed) == 7
    })
    .await;
    stop.notify_one();
    let summary = tokio::time::timeout(PATIENCE, worker)
        .await
        .expect("the worker stops")
        .expect("it does not panic")
        .expect("it does not end by an error");
    let mut runs = runs.lock().unwrap_or_else(PoisonError::into_inner).clone();
    println!(
        "{pushed} pushed before the worker, {} runs, {summary:?}",
        runs.len()
    );
    let all = runs.len();
    runs.sort_unstable();
    runs.dedup();
    assert_eq!(runs.len(), all, "a delivery began twice");
}
