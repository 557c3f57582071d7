//! Workers that stop, vanish, and come back too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use redis_config::queue::{CancellationToken, Context, QueueError, Worker};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;

use crate::fixture::{Number, PATIENCE, Seen, Working, connect, fixture, number};

const LEASE: Duration = Duration::from_millis(600);

#[tokio::test(flavor = "multi_thread")]
async fn a_graceful_stop_lets_running_jobs_end_and_gives_the_rest_back() {
    let f = fixture().await;
    let seen = Seen::default();
    let gate = CancellationToken::new();
    let working = Working::start({
        let (handle, seen, gate) = (f.handle.clone(), seen.clone(), gate.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let gate = gate.clone();
                async move {
                    // The first four wait to be let go; the four after them never end by themselves.
                    if job.n < 4 {
                        gate.cancelled().await
                    } else {
                        ctx.cancelled().await
                    }
                    if job.n >= 6 {
                        std::future::pending::<()>().await
                    }
                    if job.n < 4 {
                        Ok(())
                    } else {
                        Err("told to stop")
                    }
                }
            })
            .concurrency(8)
            .shutdown_timeout(Duration::from_millis(300))
            .run_until(stop)
        }
    });
    f.queue
        .push_all(&(0..100).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    until("eight jobs run", PATIENCE, async || seen.len() == 8).await;
    let stopping = tokio::spawn(working.stop());
    gate.cancel();
    let summary = stopping.await.unwrap();
    // 4 and 5 ended when told to, 6 and 7 were dropped: all four go back at no cost, before all others.
    assert_eq!((summary.done, summary.released, summary.retried), (4, 4, 0));
    let stats = f.queue.stats().await.unwrap();
    assert_eq!(
        (stats.ready, stats.claimed, stats.suspects, stats.delayed),
        (96, 0, 0, 0)
    );
    assert_eq!(
        f.call(&[
            "EXISTS",
            "{rc:numbers}:c",
            "{rc:numbers}:l",
            "{rc:numbers}:z"
        ]),
        "0"
    );

    let again = Seen::default();
    let working = Working::start({
        let (handle, seen) = (f.handle.clone(), again.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async {}
            })
            .run_until(stop)
        }
    });
    f.until_drained().await;
    working.stop().await;
    assert_eq!(again.numbers(), (4..100).collect::<Vec<_>>());
    assert!(
        again
            .all()
            .iter()
            .all(|s| s.attempt == 1 && s.delivery == 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_users_token_cancels_handlers_at_once() {
    let f = fixture().await;
    let token = CancellationToken::new();
    let seen = Seen::default();
    let working = Working::start({
        let (handle, seen, token) = (f.handle.clone(), seen.clone(), token.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async move {
                    ctx.cancelled().await;
                    assert!(ctx.is_cancelled());
                    // Finished in time, whatever it was told.
                    Ok::<(), String>(())
                }
            })
            .cancel_token(token)
            .run_until(stop)
        }
    });
    f.queue.push(&number(1)).await.unwrap();
    until("the job runs", PATIENCE, async || seen.len() == 1).await;
    token.cancel();
    let summary = working.ended().await.unwrap();
    assert_eq!((summary.done, summary.released), (1, 0));
}

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
        "nobody could tell it yet"
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

#[tokio::test(flavor = "multi_thread")]
async fn jobs_fetched_ahead_of_a_long_one_go_back_to_others() {
    let f = fixture().await;
    let seen = Seen::default();
    let handler = |seen: Seen| {
        move |job: Number, ctx: Context| {
            seen.note(&job, &ctx);
            async move {
                // Short jobs first, so that the worker fetches ahead; then a long one.
                if job.n == 400 {
                    tokio::time::sleep(Duration::from_secs(600)).await;
                }
            }
        }
    };
    f.queue
        .push_all(&(0..440).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    let one = Working::start({
        let (handle, handler) = (f.handle.clone(), handler(seen.clone()));
        move |stop| {
            Worker::new(&handle, handler)
                .concurrency(1)
                .shutdown_timeout(Duration::ZERO)
                .run_until(stop)
        }
    });
    until("the long job runs", PATIENCE, async || seen.len() > 400).await;
    let two = Working::start({
        let (handle, handler) = (f.handle.clone(), handler(seen.clone()));
        move |stop| Worker::new(&handle, handler).run_until(stop)
    });
    f.until_stats("only the long job is left", |s| {
        s.ready == 0 && s.claimed == 1
    })
    .await;
    assert_eq!(seen.numbers(), (0..440).collect::<Vec<_>>());
    two.stop().await;
    assert_eq!(one.stop().await.released, 440 - 401 + 1);
}

#[tokio::test]
async fn one_thread_is_enough() {
    let f = fixture().await;
    f.queue
        .push_all(&(0..1_000).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    let seen = Seen::default();
    let handle = f.handle.clone();
    let done = {
        let seen = seen.clone();
        Worker::new(&handle, move |job: Number, ctx: Context| {
            seen.note(&job, &ctx);
            async {}
        })
        .run_until(f.until_drained())
        .await
    };
    assert_eq!(done.unwrap().done, 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_cannot_work_are_refused() {
    let f = fixture().await;
    let worker = || Worker::new(&f.handle, |_: Number, _| async {});
    for (option, worker) in [
        ("concurrency", worker().concurrency(0)),
        ("lease", worker().lease(Duration::from_millis(1))),
        ("timeout", worker().timeout(Duration::ZERO)),
        ("max_attempts", worker().max_attempts(256)),
        ("max_deliveries", worker().max_deliveries(0)),
    ] {
        let error = worker
            .run_until(std::future::pending::<()>())
            .await
            .unwrap_err();
        assert!(
            matches!(error, QueueError::InvalidOption { option: o, .. } if o == option),
            "{error}"
        );
    }
}
