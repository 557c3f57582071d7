//! Failures of the server and of the network.

use std::time::Duration;

use redis_config::Handle;

use redis_config::queue::{Context, PushOptions, Queue, QueueError, Worker};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;

use crate::fixture::{
    JobsRedis, Number, PATIENCE, Seen, Working, connect, definition, fixture, number, on, server,
};

/// A handle that gives up soon.
async fn hasty(url: String) -> Handle<JobsRedis> {
    let definition = JobsRedis {
        response_timeout: Duration::from_millis(300),
        ..definition(url)
    };
    definition.connect().await.unwrap()
}

/// Pushes until Redis has the job, once: what an application does that must not lose one.
async fn push_for_sure(queue: &Queue<JobsRedis, Number>, n: u64) {
    let mut options = PushOptions::new();
    loop {
        match queue.push_with(&number(n), options.clone()).await {
            Ok(_) => return,
            // Its outcome is unknown: its id decides.
            Err(QueueError::OutcomeUnknown { ids, .. }) => options = options.id(ids[0]),
            Err(error) => assert!(error.is_transient(), "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_whose_reply_is_lost_makes_one_job() {
    let f = fixture().await;
    let proxy = Proxy::before(&f.server).await.unwrap();
    let handle = connect(proxy.url(&f.server.url())).await;
    let queue: Queue<_, Number> = Queue::new(&handle);
    queue.push(&number(0)).await.unwrap();
    for n in 1..20 {
        let lost = proxy.lose_reply(1, |command| command.is("EVALSHA"));
        queue.push(&number(n)).await.unwrap();
        assert!(lost.fired());
    }
    assert_eq!(f.queue.stats().await.unwrap().ready, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_of_unknown_outcome_can_be_pushed_again_by_its_id() {
    let f = fixture().await;
    let proxy = Proxy::before(&f.server).await.unwrap();
    let queue: Queue<_, Number> = Queue::new(&hasty(proxy.url(&f.server.url())).await);
    queue.push(&number(0)).await.unwrap();
    // Lost, and nothing after it.
    let lost = proxy.lose_reply(1, |command| command.is("EVALSHA"));
    let push = tokio::spawn({
        let queue = queue.clone();
        async move { queue.push(&number(1)).await }
    });
    lost.wait().await;
    proxy.refuse().await;
    proxy.cut();
    let error = push.await.unwrap().unwrap_err();
    let QueueError::OutcomeUnknown { ids, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(ids.len(), 1);
    assert!(error.is_transient());
    proxy.serve().await;
    // The same process, and another one.
    for again in [&queue, &f.queue] {
        until("the job can be pushed", PATIENCE, async || {
            let options = PushOptions::new().id(ids[0]);
            again.push_with(&number(1), options).await.is_ok()
        })
        .await;
    }
    assert_eq!(f.queue.stats().await.unwrap().ready, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_was_never_sent_is_a_plain_failure() {
    let f = fixture().await;
    let queue: Queue<_, Number> = Queue::new(&hasty(f.server.url()).await);
    queue.push(&number(0)).await.unwrap();
    f.server.kill().unwrap();
    until("the handle knows", PATIENCE, async || {
        matches!(queue.push(&number(1)).await, Err(QueueError::Redis(_)))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_lost_at_random_lose_no_job() {
    let f = fixture().await;
    let proxy = Proxy::before(&f.server).await.unwrap();
    let handle = connect(proxy.url(&f.server.url())).await;
    let queue: Queue<_, Number> = Queue::new(&handle);
    let seen = Seen::default();
    proxy.lose_replies(0.05, 7);
    let working = Working::start({
        let (handle, seen) = (handle.clone(), seen.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async {}
            })
            .lease(Duration::from_secs(1))
            .run_until(stop)
        }
    });
    for n in 0..400 {
        push_for_sure(&queue, n).await;
    }
    proxy.lose_replies(0.0, 0);
    f.until_drained().await;
    let mut numbers = seen.numbers();
    numbers.dedup();
    assert_eq!(numbers, (0..400).collect::<Vec<_>>());
    assert!(proxy.lost().len() > 10);
    let summary = working.stop().await;
    assert_eq!(summary.dead, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_refuses_pushes_and_lets_workers_make_room() {
    let f = fixture().await;
    f.queue
        .push_all(&(0..500).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    f.call(&["CONFIG", "SET", "maxmemory", "1"]);
    let error = f.queue.push(&number(999)).await.unwrap_err();
    assert!(matches!(error, QueueError::OutOfMemory), "{error}");
    assert!(error.is_transient());
    let working = Working::start({
        let handle = f.handle.clone();
        move |stop| {
            Worker::new(&handle, |job: Number, ctx: Context| async move {
                if job.n.is_multiple_of(10) && ctx.attempt() == 1 {
                    Err("once more")
                } else {
                    Ok(())
                }
            })
            .backoff(redis_config::queue::Backoff::constant(
                Duration::from_millis(5),
            ))
            .run_until(stop)
        }
    });
    f.until_drained().await;
    let summary = working.stop().await;
    assert_eq!((summary.done, summary.retried), (500, 50));
    f.call(&["CONFIG", "SET", "maxmemory", "0"]);
    f.queue.push(&number(999)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_evict_jobs_is_refused_unless_allowed() {
    let f = on(server()
        .arg("maxmemory-policy", "allkeys-lru")
        .start()
        .unwrap())
    .await;
    let error = f.queue.push(&number(1)).await.unwrap_err();
    assert!(
        matches!(&error, QueueError::EvictionPolicy { policy } if policy == "allkeys-lru"),
        "{error}"
    );
    let worker = || Worker::new(&f.handle, |_: Number, _| async {});
    let error = worker()
        .run_until(std::future::pending::<()>())
        .await
        .unwrap_err();
    assert!(
        matches!(error, QueueError::EvictionPolicy { .. }),
        "{error}"
    );
    let queue = f.queue.clone().allow_eviction();
    queue.push(&number(1)).await.unwrap();
    let done = worker()
        .allow_eviction()
        .run_until(f.until_drained())
        .await
        .unwrap();
    assert_eq!(done.done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_evict_jobs_is_refused_when_it_comes_late() {
    let server = server()
        .arg("maxmemory-policy", "allkeys-lru")
        .start()
        .unwrap();
    server.kill().unwrap();
    let handle = JobsRedis {
        response_timeout: Duration::from_millis(300),
        ..definition(server.url())
    }
    .connect_lazy()
    .unwrap();
    let working = Working::idle(&handle);
    // Longer than one question waits for a connection.
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.restart().unwrap();
    let error = working.ended().await.unwrap_err();
    assert!(
        matches!(error, QueueError::EvictionPolicy { .. }),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_ends_the_worker_and_the_push() {
    let f = fixture().await;
    let working = Working::idle(&f.handle);
    f.queue.push(&number(1)).await.unwrap();
    f.until_drained().await;
    f.call(&["HSET", "{rc:numbers}:m", "schema", "2"]);
    let error = f.queue.push(&number(2)).await.unwrap_err();
    assert!(
        matches!(
            error,
            QueueError::SchemaNewer {
                found: 2,
                supported: 1
            }
        ),
        "{error}"
    );
    let error = working.ended().await.unwrap_err();
    assert!(matches!(error, QueueError::SchemaNewer { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_and_workers_survive_a_server_that_restarts() {
    let f = on(server()
        .append_only(true)
        .arg("appendfsync", "always")
        .start()
        .unwrap())
    .await;
    let seen = Seen::default();
    let working = Working::start({
        let (handle, seen) = (f.handle.clone(), seen.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                tokio::time::sleep(Duration::from_millis(2))
            })
            .lease(Duration::from_secs(10))
            .run_until(stop)
        }
    });
    let mut pushed = Vec::new();
    for n in 0..900 {
        if n % 300 == 150 {
            f.server.restart().unwrap();
        }
        push_for_sure(&f.queue, n).await;
        pushed.push(n);
    }
    f.until_drained().await;
    let summary = working.stop().await;
    let mut numbers = seen.numbers();
    numbers.dedup();
    assert_eq!(numbers, pushed);
    assert_eq!((summary.dead, summary.refused), (0, 0), "{summary:?}");
    assert_eq!(
        f.call(&[
            "EXISTS",
            "{rc:numbers}:c",
            "{rc:numbers}:l",
            "{rc:numbers}:d"
        ]),
        "0"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_started_before_its_server_begins_when_it_is_up() {
    let server = server().start().unwrap();
    server.kill().unwrap();
    let handle = definition(server.url()).connect_lazy().unwrap();
    let working = Working::idle(&handle);
    server.restart().unwrap();
    let queue: Queue<_, Number> = Queue::new(&handle);
    until("a job can be pushed", PATIENCE, async || {
        queue.push(&number(1)).await.is_ok()
    })
    .await;
    until("the job is done", PATIENCE, async || {
        queue
            .stats()
            .await
            .is_ok_and(|stats| stats == Default::default())
    })
    .await;
    assert!(working.stop().await.done >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_without_its_server_stops_on_request() {
    let f = fixture().await;
    let working = Working::idle(&f.handle);
    f.queue.push(&number(1)).await.unwrap();
    f.until_drained().await;
    f.server.kill().unwrap();
    let began = std::time::Instant::now();
    working.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_wake_up_is_only_a_hint() {
    let f = fixture().await;
    let working = Working::idle(&f.handle);
    until("the worker sleeps", PATIENCE, async || {
        f.call(&["ZCARD", "{rc:numbers}:z"]) == "1"
    })
    .await;
    // The worker's entry is gone, so no token will come.
    f.call(&["DEL", "{rc:numbers}:z"]);
    f.queue.push(&number(1)).await.unwrap();
    // It polls within 5 s.
    f.until_drained().await;
    assert_eq!(working.stop().await.done, 1);
}
