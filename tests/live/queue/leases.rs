//! Workers that vanish, and return too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use redis_config::queue::{Context, Worker};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;

use crate::fixture::{Number, PATIENCE, Seen, Working, connect, fixture, number};

const LEASE: Duration = Duration::from_millis(600);

#[tokio::test(flavor = "multi_thread")]
async fn the_jobs_of_a_vanished_worker_run_again_as_suspects() {
    let f = fixture().await;
    let first = Seen::default();
    let vanishing = Working::start({
        let (handle, seen) = (f.handle.clone(), first.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                std::future::pending::<()>()
            })
            .concurrency(4)
            .lease(LEASE)
            .run_until(stop)
        }
    });
    f.queue
        .push_all(&(0..10).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    until("four jobs run", PATIENCE, async || first.len() == 4).await;
    vanishing.crash().await;
    let stats = f.queue.stats().await.unwrap();
    assert_eq!((stats.ready, stats.claimed), (6, 4));

    let second = Seen::default();
    let working = Working::start({
        let (handle, seen) = (f.handle.clone(), second.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async {}
            })
            .lease(LEASE)
            .run_until(stop)
        }
    });
    f.until_drained().await;
    let summary = working.stop().await;
    assert_eq!(
        (summary.done, summary.redelivered, summary.dead),
        (10, 4, 0)
    );
    assert_eq!(second.numbers(), (0..10).collect::<Vec<_>>());
    for sight in second.all() {
        assert_eq!(
            (sight.attempt, sight.delivery),
            (1, if sight.n < 4 { 2 } else { 1 })
        );
    }
}

/// Workers in a row, each vanishing as soon as it meets the poison: only the poison may die of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_workers_dies_alone() {
    let f = fixture().await;
    let seen = Seen::default();
    let met = Arc::new(AtomicU32::new(0));
    let poison = 5;
    let batch: Vec<Number> = (0..40).map(number).collect();
    f.queue.push_all(&batch).await.unwrap();
    let worker = |met: Arc<AtomicU32>, seen: Seen| {
        let handle = f.handle.clone();
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let met = met.clone();
                async move {
                    if job.n == poison {
                        met.fetch_add(1, Ordering::SeqCst);
                        std::future::pending::<()>().await;
                    }
                    // Long enough for the others to be under way when the worker vanishes.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
            .concurrency(16)
            .lease(LEASE)
            .max_deliveries(4)
            .run_until(stop)
        }
    };
    for round in 1..=4 {
        let working = Working::start(worker(met.clone(), seen.clone()));
        until("the poison is met", PATIENCE, async || {
            met.load(Ordering::SeqCst) == round
        })
        .await;
        working.crash().await;
    }
    let working = Working::start(worker(met.clone(), seen.clone()));
    f.until_drained().await;
    working.stop().await;
    let letters = f.queue.dead_letters(100).await.unwrap();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].payload, br#"{"n":5}"#);
    assert_eq!((letters[0].deliveries, letters[0].attempts), (4, 0));
    assert!(
        letters[0].reason.starts_with("crash loop"),
        "{}",
        letters[0].reason
    );
    let mut numbers = seen.numbers();
    numbers.dedup();
    assert_eq!(numbers, (0..40).collect::<Vec<_>>());
    assert_eq!(met.load(Ordering::SeqCst), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_cut_off_past_its_lease_is_refused_and_its_handlers_are_cancelled() {
    let f = fixture().await;
    let proxy = Proxy::before(&f.server).await.unwrap();
    let seen = Seen::default();
    let cancelled = Arc::new(AtomicU32::new(0));
    // Behind the proxy: will be cut off.
    let zombie = Working::start({
        let (handle, seen, cancelled) = (
            connect(proxy.url(&f.server.url())).await,
            seen.clone(),
            cancelled.clone(),
        );
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let cancelled = cancelled.clone();
                async move {
                    ctx.cancelled().await;
                    cancelled.fetch_add(1, Ordering::SeqCst);
                }
            })
            .lease(LEASE)
            .run_until(stop)
        }
    });
    f.queue.push(&number(1)).await.unwrap();
    until("the job runs", PATIENCE, async || seen.len() == 1).await;
    proxy.refuse().await;
    proxy.cut();
    let rescuer = Working::start({
        let (handle, seen) = (f.handle.clone(), seen.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async {}
            })
            .lease(LEASE)
            .run_until(stop)
        }
    });
    f.until_drained().await;
    assert_eq!(
        cancelled.load(Ordering::SeqCst),
        0,
        "it cannot know that yet"
    );
    rescuer.stop().await;
    proxy.serve().await;
    until("the handler is cancelled", PATIENCE, async || {
        cancelled.load(Ordering::SeqCst) == 1
    })
    .await;
    let summary = zombie.stop().await;
    assert_eq!((summary.done, summary.refused), (0, 1), "{summary:?}");
    assert_eq!(
        seen.all().iter().map(|s| s.delivery).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(f.queue.stats().await.unwrap(), Default::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_longer_than_its_lease_runs_once() {
    let f = fixture().await;
    let seen = Seen::default();
    let workers: Vec<Working> = (0..3)
        .map(|_| {
            Working::start({
                let (handle, seen) = (f.handle.clone(), seen.clone());
                move |stop| {
                    Worker::new(&handle, move |job: Number, ctx: Context| {
                        seen.note(&job, &ctx);
                        tokio::time::sleep(LEASE * 3)
                    })
                    .lease(LEASE)
                    .run_until(stop)
                }
            })
        })
        .collect();
    f.queue
        .push_all(&(0..6).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    f.until_drained().await;
    let mut done = 0;
    for worker in workers {
        let summary = worker.stop().await;
        assert_eq!((summary.refused, summary.redelivered), (0, 0));
        done += summary.done;
    }
    assert_eq!((done, seen.numbers()), (6, (0..6).collect()));
}
