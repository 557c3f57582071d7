//! Workers that start and stop.

use std::time::Duration;

use redis_config::queue::{CancellationToken, Context, QueueError, Worker};
use redis_config_tests::poll::until;

use crate::fixture::{Number, PATIENCE, Seen, Working, fixture, number};

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
                    // The first four wait for the gate; the four after them never end.
                    if job.n < 4 {
                        gate.cancelled().await;
                    } else {
                        ctx.cancelled().await;
                    }
                    if job.n >= 6 {
                        std::future::pending::<()>().await;
                    }
                    if job.n < 4 { Ok(()) } else { Err("cancelled") }
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
    // Before the gate opens: a worker with free slots would take more jobs.
    working.request_stop();
    gate.cancel();
    let summary = working.stop().await;
    // 4 and 5 ended when cancelled, 6 and 7 were dropped: all four return at no cost, before all others.
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
                    // Finished in time in spite of the cancellation.
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
