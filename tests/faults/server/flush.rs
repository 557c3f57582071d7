//! The data is deleted under load: jobs in the queue are lost, as documented, and nothing hangs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis_config::queue::{JobId, Queue};
use redis_config_tests::fixture::crash_jobs::{Kind, Task};
use redis_config_tests::poll::until;

use crate::fixture::{PATIENCE, Rig, Running};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_without_its_data_new_jobs_are_done() {
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(1));
    rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    let server = &rig.server;
    tokio::task::block_in_place(|| server.restart()).expect("comes up empty");
    let (id, _) = rig.push(Kind::Steady(0)).await;
    until("a job pushed afterwards runs", PATIENCE, async || {
        worker.runs().contains(&(id, 1, 1))
    })
    .await;
    rig.drained().await;
    assert_eq!(worker.stop().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn producers_and_workers_survive_a_flush_under_load() {
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(1));
    let stop = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..8)
        .map(|_| {
            let queue: Queue<_, Task> = Queue::new(&rig.handle);
            let stop = Arc::clone(&stop);
            tokio::spawn(async move {
                let mut pushed = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    let _ = queue.push(&Task::new(Kind::Steady(1))).await;
                    pushed += 1;
                }
                pushed
            })
        })
        .collect();
    for round in 0..10 {
        let before = worker.runs().len();
        until("jobs run", PATIENCE, async || {
            worker.runs().len() > before + 20
        })
        .await;
        // Every other time the scripts are deleted too, as on a server that restarts empty.
        if round % 2 == 0 {
            rig.server.call(&["SCRIPT", "FLUSH"]).expect("answers");
        }
        rig.server.call(&["FLUSHALL"]).expect("answers");
    }
    stop.store(true, Ordering::Relaxed);
    for producer in producers {
        let pushed = tokio::time::timeout(PATIENCE, producer)
            .await
            .expect("a producer does not hang")
            .expect("a producer does not panic");
        assert!(pushed > 0);
    }
    let last: JobId = rig.push(Kind::Steady(0)).await.0;
    until("a job pushed afterwards runs", PATIENCE, async || {
        worker.runs().iter().any(|(id, _, _)| *id == last)
    })
    .await;
    rig.drained().await;
    worker.stop().await;
}
