//! A job from push to done.

use std::time::Duration;

use redis_config::queue::{Context, Job, JobId, PushOptions, Queue, QueueError, Worker};
use serde::{Deserialize, Serialize};

use crate::fixture::{Number, Seen, Working, fixture, number};

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_job_is_handled_and_leaves_nothing_behind() {
    let f = fixture().await;
    let id = f.queue.push(&number(7)).await.unwrap();
    assert_eq!(f.queue.stats().await.unwrap().ready, 1);
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    f.until_drained().await;
    let summary = working.stop().await;
    assert_eq!(summary.done, 1);
    let all = seen.all();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].n, all[0].id, all[0].attempt, all[0].delivery),
        (7, id, 1, 1)
    );
    let mut keys: Vec<String> = f.call(&["KEYS", "*"]).lines().map(str::to_owned).collect();
    keys.sort();
    assert_eq!(keys, ["{rc:numbers}:i", "{rc:numbers}:m"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_jobs_are_each_handled_once() {
    let f = fixture().await;
    let jobs: Vec<Number> = (0..10_000).map(number).collect();
    let ids = f.queue.push_all(&jobs).await.unwrap();
    assert!(ids.is_sorted() && ids.len() == 10_000);
    assert_eq!(f.queue.stats().await.unwrap().ready, 10_000);
    let seen = Seen::default();
    let working = Working::start({
        let (handle, seen) = (f.handle.clone(), seen.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                async { Ok::<(), String>(()) }
            })
            .concurrency(64)
            .run_until(stop)
        }
    });
    f.until_drained().await;
    assert_eq!(working.stop().await.done, 10_000);
    assert_eq!(seen.numbers(), (0..10_000).collect::<Vec<_>>());
    let mut handled: Vec<JobId> = seen.all().iter().map(|sight| sight.id).collect();
    handled.sort();
    assert_eq!(handled, ids);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_push_at_once_and_every_id_is_its_jobs() {
    let f = fixture().await;
    let pushes: Vec<_> = (0..500)
        .map(|n| {
            let queue = f.queue.clone();
            tokio::spawn(async move { (n, queue.push(&number(n)).await.unwrap()) })
        })
        .collect();
    let mut pushed = Vec::new();
    for push in pushes {
        pushed.push(push.await.unwrap());
    }
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    f.until_drained().await;
    working.stop().await;
    let mut handled: Vec<_> = seen.all().iter().map(|sight| (sight.n, sight.id)).collect();
    handled.sort();
    assert_eq!(handled, pushed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_sleeps_is_woken_by_a_push() {
    let f = fixture().await;
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    let asleep = async || f.call(&["ZCARD", "{rc:numbers}:z"]) == "1";
    for n in 0..5 {
        redis_config_tests::poll::until("the worker sleeps", Duration::from_secs(5), asleep).await;
        f.queue.push(&number(n)).await.unwrap();
        // Far below the 5 s after which it would have polled.
        redis_config_tests::poll::until("the job is seen", Duration::from_secs(2), async || {
            seen.len() as u64 == n + 1
        })
        .await;
    }
    working.stop().await;
    assert_eq!(f.call(&["EXISTS", "{rc:numbers}:z", "{rc:numbers}:k"]), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delayed_job_waits_for_its_time_and_not_longer() {
    let f = fixture().await;
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    let pushed = std::time::Instant::now();
    let delay = Duration::from_millis(400);
    f.queue
        .push_with(&number(2), PushOptions::new().delay(delay))
        .await
        .unwrap();
    f.queue.push(&number(1)).await.unwrap();
    redis_config_tests::poll::until("both were seen", Duration::from_secs(4), async || {
        seen.len() == 2
    })
    .await;
    assert!(pushed.elapsed() >= delay);
    assert_eq!(seen.all().iter().map(|s| s.n).collect::<Vec<_>>(), [1, 2]);
    f.until_drained().await;
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_makes_no_second_job_wherever_the_first_is() {
    let f = fixture().await;
    let id = JobId::new();
    let options = PushOptions::new().id(id);
    for _ in 0..3 {
        assert_eq!(
            f.queue
                .push_with(&number(1), options.clone())
                .await
                .unwrap(),
            id
        );
    }
    // From another process too: another queue has another producer.
    let other: Queue<_, Number> = Queue::new(&f.handle);
    other
        .push_with(&number(1), options.clone().delay(Duration::from_secs(1)))
        .await
        .unwrap();
    let stats = f.queue.stats().await.unwrap();
    assert_eq!((stats.ready, stats.delayed), (1, 0));
    let working = Working::idle(&f.handle);
    f.until_drained().await;
    // Done is no reason to run again.
    f.queue.push_with(&number(1), options).await.unwrap();
    f.until_drained().await;
    assert_eq!(working.stop().await.done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_was_pushed_without_one_of_its_own_is_known_too() {
    let f = fixture().await;
    let id = f.queue.push(&number(1)).await.unwrap();
    let other: Queue<_, Number> = Queue::new(&f.handle);
    other
        .push_with(&number(1), PushOptions::new().id(id))
        .await
        .unwrap();
    assert_eq!(f.queue.stats().await.unwrap().ready, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_over_the_limit_is_refused_before_the_network() {
    #[derive(Serialize, Deserialize)]
    struct Text(String);
    impl Job for Text {
        const QUEUE: &'static str = "texts";
    }
    let f = fixture().await;
    let queue: Queue<_, Text> = Queue::new(&f.handle);
    let limit = redis_config::queue::PAYLOAD_LIMIT;
    f.server.kill().unwrap();
    // Two quotation marks come on top.
    let error = queue.push(&Text("x".repeat(limit - 1))).await.unwrap_err();
    assert!(
        matches!(error, QueueError::TooLarge { size, limit: l } if size == limit + 1 && l == limit),
        "{error}"
    );
    assert!(!error.is_transient());
    f.server.restart().unwrap();
    queue.push(&Text("x".repeat(limit - 2))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_illegal_queue_name_is_refused() {
    #[derive(Serialize, Deserialize)]
    struct Odd;
    impl Job for Odd {
        const QUEUE: &'static str = "a{b}c";
    }
    let f = fixture().await;
    let queue: Queue<_, Odd> = Queue::new(&f.handle);
    let error = queue.push(&Odd).await.unwrap_err();
    assert!(matches!(error, QueueError::InvalidName { .. }), "{error}");
    let error = Worker::new(&f.handle, |_: Odd, _| async {})
        .run_until(std::future::pending::<()>())
        .await
        .unwrap_err();
    assert!(matches!(error, QueueError::InvalidName { .. }), "{error}");
    assert_eq!(f.call(&["DBSIZE"]), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_queues_with_two_workers_each_keep_apart() {
    #[derive(Serialize, Deserialize)]
    struct Letter(char);
    impl Job for Letter {
        const QUEUE: &'static str = "letters";
    }
    let f = fixture().await;
    let letters: Queue<_, Letter> = Queue::new(&f.handle);
    f.queue
        .push_all(&(0..300).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    letters
        .push_all(&('a'..='z').map(Letter).collect::<Vec<_>>())
        .await
        .unwrap();
    let workers: Vec<Working> = (0..2)
        .flat_map(|_| {
            let (one, two) = (f.handle.clone(), f.handle.clone());
            [
                Working::start(move |stop| {
                    Worker::new(&one, |_: Number, _| async {}).run_until(stop)
                }),
                Working::start(move |stop| {
                    Worker::new(&two, |_: Letter, _| async {}).run_until(stop)
                }),
            ]
        })
        .collect();
    f.until_drained().await;
    redis_config_tests::poll::until(
        "the letters are handled",
        Duration::from_secs(10),
        async || {
            let stats = letters.stats().await.unwrap();
            stats.ready + stats.claimed == 0
        },
    )
    .await;
    let mut done = Vec::new();
    for worker in workers {
        done.push(worker.stop().await.done);
    }
    assert_eq!((done[0] + done[2], done[1] + done[3]), (300, 26));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_pushes_do_not_harm_the_others() {
    let f = fixture().await;
    f.queue.push(&number(0)).await.unwrap();
    let mut kept = Vec::new();
    for n in 1..300 {
        let queue = f.queue.clone();
        let push = tokio::spawn(async move { queue.push(&number(n)).await });
        if n % 3 == 0 {
            // Before, while or after it writes.
            for _ in 0..n % 7 {
                tokio::task::yield_now().await;
            }
            push.abort();
        } else {
            kept.push((n, push));
        }
    }
    let mut pushed = vec![0];
    for (n, push) in kept {
        push.await.unwrap().unwrap();
        pushed.push(n);
    }
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    f.until_drained().await;
    working.stop().await;
    let numbers = seen.numbers();
    assert!(pushed.iter().all(|n| numbers.contains(n)));
    let mut once = numbers.clone();
    once.dedup();
    assert_eq!(once, numbers, "no job twice");
}
