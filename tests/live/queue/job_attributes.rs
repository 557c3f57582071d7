//! The attributes of a derived job are in force.

use std::time::{Duration, Instant};

use redis_config::queue::{Context, Job, Queue, Worker};
use serde::{Deserialize, Serialize};

use crate::fixture::{PATIENCE, Working, fixture};
use redis_config_tests::poll::until;

#[derive(Serialize, Deserialize, Job)]
#[job(
    queue = "derived",
    max_attempts = 2,
    timeout = "50ms",
    backoff = constant("20ms")
)]
struct Slow;

async fn dead(queue: &Queue<crate::fixture::JobsRedis, Slow>) {
    until("the job is dead", PATIENCE, async || {
        queue.stats().await.is_ok_and(|stats| stats.dead == 1)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_timeout_and_pause_are_the_jobs_own() {
    let f = fixture().await;
    let queue: Queue<_, Slow> = Queue::new(&f.handle);
    let working = Working::start({
        let handle = f.handle.clone();
        move |stop| {
            Worker::new(&handle, |_: Slow, _: Context| std::future::pending::<()>()).run_until(stop)
        }
    });
    let start = Instant::now();
    queue.push(&Slow).await.unwrap();
    dead(&queue).await;
    // Two attempts of 50 ms and a pause of 10 to 20 ms: with its own defaults a worker would wait forever.
    let least = Duration::from_millis(110);
    assert!(start.elapsed() >= least, "{:?}", start.elapsed());
    let letters = queue.dead_letters(10).await.unwrap();
    assert_eq!(letters[0].attempts, 2);
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_options_of_the_worker_win() {
    let f = fixture().await;
    let queue: Queue<_, Slow> = Queue::new(&f.handle);
    let working = Working::start({
        let handle = f.handle.clone();
        move |stop| {
            Worker::new(&handle, |_: Slow, _: Context| async {
                // Longer than the job's own timeout.
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err("no")
            })
            .timeout(Duration::from_secs(30))
            .max_attempts(3)
            .run_until(stop)
        }
    });
    queue.push(&Slow).await.unwrap();
    dead(&queue).await;
    let letters = queue.dead_letters(10).await.unwrap();
    assert_eq!((letters[0].attempts, letters[0].reason.as_str()), (3, "no"));
    working.stop().await;
}
