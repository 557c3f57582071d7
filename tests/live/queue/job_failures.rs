//! Jobs that fail, and where they end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis_config::queue::{Backoff, Context, Job, Queue, Worker};
use serde::{Deserialize, Serialize};

use crate::fixture::{Number, Seen, Working, fixture, number};

const QUICK: Backoff = Backoff::constant(Duration::from_millis(20));

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_job_is_retried_then_dead_then_redriven() {
    let f = fixture().await;
    let (seen, healed) = (Seen::default(), Arc::new(AtomicBool::new(false)));
    let working = Working::start({
        let (handle, seen, healed) = (f.handle.clone(), seen.clone(), healed.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let fails = job.n == 1 && !healed.load(Ordering::SeqCst);
                async move {
                    if fails {
                        Err("no connection to the mail server")
                    } else {
                        Ok(())
                    }
                }
            })
            .max_attempts(3)
            .backoff(QUICK)
            .run_until(stop)
        }
    });
    f.queue.push(&number(0)).await.unwrap();
    let id = f.queue.push(&number(1)).await.unwrap();
    f.until_stats("the job is dead", |s| s.dead == 1).await;
    let attempts: Vec<u32> = seen
        .all()
        .iter()
        .filter(|s| s.n == 1)
        .map(|s| s.attempt)
        .collect();
    assert_eq!(attempts, [1, 2, 3]);
    let letters = f.queue.dead_letters(10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].id, letters[0].attempts, letters[0].deliveries),
        (id, 3, 0)
    );
    assert_eq!(letters[0].reason, "no connection to the mail server");
    assert_eq!(letters[0].payload, br#"{"n":1}"#);
    let age = letters[0].failed_at.elapsed().unwrap_or_default();
    assert!(age < Duration::from_secs(60), "{age:?}");
    assert!(!format!("{:?}", letters[0]).contains("mail"));

    healed.store(true, Ordering::SeqCst);
    assert_eq!(
        f.queue
            .redrive(&[redis_config::queue::JobId::new()])
            .await
            .unwrap(),
        0
    );
    assert_eq!(f.queue.redrive(&[id]).await.unwrap(), 1);
    f.until_stats("the job is done", |s| *s == Default::default())
        .await;
    let last = seen.all().into_iter().next_back().unwrap();
    assert_eq!((last.id, last.attempt), (id, 1));
    let summary = working.stop().await;
    assert_eq!((summary.done, summary.retried, summary.dead), (2, 2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_and_a_timeout_are_failures_and_the_worker_continues() {
    let f = fixture().await;
    let working = Working::start({
        let handle = f.handle.clone();
        move |stop| {
            Worker::new(&handle, |job: Number, _| async move {
                match job.n {
                    0 => panic!("a panic of a handler, on purpose"),
                    1 => std::future::pending().await,
                    _ => {}
                }
            })
            .timeout(Duration::from_millis(100))
            .max_attempts(1)
            .run_until(stop)
        }
    });
    f.queue
        .push_all(&(0..10).map(number).collect::<Vec<_>>())
        .await
        .unwrap();
    f.until_drained().await;
    let mut letters = f.queue.dead_letters(10).await.unwrap();
    letters.sort_by_key(|letter| letter.id);
    let reasons: Vec<&str> = letters
        .iter()
        .map(|letter| letter.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        ["the handler panicked", "the handler took longer than 100ms"]
    );
    assert_eq!(f.queue.purge_dead_letters().await.unwrap(), 2);
    let summary = working.stop().await;
    assert_eq!((summary.done, summary.dead), (8, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_of_another_shape_is_kept_among_the_dead_letters() {
    /// The same queue, another version of the job.
    #[derive(Serialize, Deserialize)]
    struct Old {
        name: String,
    }
    impl Job for Old {
        const QUEUE: &'static str = Number::QUEUE;
    }
    let f = fixture().await;
    let old: Queue<_, Old> = Queue::new(&f.handle);
    let secret = "c4n4ry-payl0ad";
    let id = old
        .push(&Old {
            name: secret.into(),
        })
        .await
        .unwrap();
    // And bytes that no version of this library wrote.
    f.call(&["RPUSH", "{rc:numbers}:w", "x"]);
    let seen = Seen::default();
    let working = Working::noting(&f.handle, &seen);
    f.until_stats("both are dead", |s| s.dead == 2).await;
    let letters = f.queue.dead_letters(10).await.unwrap();
    let letter = letters.iter().find(|letter| letter.id == id).unwrap();
    assert_eq!(
        letter.payload,
        format!(r#"{{"name":"{secret}"}}"#).into_bytes()
    );
    assert_eq!(letter.attempts, 0);
    assert!(
        letter.reason.starts_with("malformed payload"),
        "{}",
        letter.reason
    );
    let other = letters.iter().find(|letter| letter.id != id).unwrap();
    assert_eq!(other.payload, b"x");
    for letter in &letters {
        assert!(!format!("{letter:?} {}", letter.reason).contains(secret));
    }
    assert_eq!(seen.len(), 0, "no handler saw them");
    assert_eq!(working.stop().await.dead, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_dead_letters_are_listed_and_redriven_across_windows() {
    let f = fixture().await;
    let broken = Arc::new(AtomicBool::new(true));
    let working = Working::start({
        let (handle, broken) = (f.handle.clone(), broken.clone());
        move |stop| {
            Worker::new(&handle, move |_: Number, _| {
                let fails = broken.load(Ordering::SeqCst);
                async move { if fails { Err("no") } else { Ok(()) } }
            })
            .max_attempts(1)
            .run_until(stop)
        }
    });
    let jobs: Vec<Number> = (0..1_700).map(number).collect();
    let ids = f.queue.push_all(&jobs).await.unwrap();
    f.until_stats("all are dead", |s| s.dead == 1_700).await;
    assert_eq!(f.queue.dead_letters(1_234).await.unwrap().len(), 1_234);
    assert_eq!(f.queue.dead_letters(9_999).await.unwrap().len(), 1_700);
    broken.store(false, Ordering::SeqCst);
    assert_eq!(
        f.queue
            .redrive(&[ids[3], ids[901], ids[1_699]])
            .await
            .unwrap(),
        3
    );
    f.until_stats("three are done", |s| s.dead == 1_697).await;
    f.until_drained().await;
    assert_eq!(f.queue.redrive_all().await.unwrap(), 1_697);
    f.until_drained().await;
    assert_eq!(working.stop().await.done, 1_700);
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_redriven_concurrently_are_each_redriven_once() {
    let f = fixture().await;
    let jobs: Vec<Number> = (0..3_000).map(number).collect();
    let ids = f.queue.push_all(&jobs).await.unwrap();
    for _ in 0..5 {
        Worker::new(&f.handle, |_: Number, _| async { Err::<(), _>("no") })
            .max_attempts(1)
            .run_until(f.until_stats("all are dead", |s| s.dead == 3_000))
            .await
            .unwrap();
        let mut redriving = tokio::task::JoinSet::new();
        for share in 0..6 {
            let queue = f.queue.clone();
            let ids: Vec<_> = ids.iter().skip(share).step_by(6).copied().collect();
            redriving.spawn(async move { queue.redrive(&ids).await.unwrap() });
        }
        assert_eq!(redriving.join_all().await, [500; 6]);
        let stats = f.queue.stats().await.unwrap();
        assert_eq!((stats.ready, stats.dead), (3_000, 0));
    }
}
