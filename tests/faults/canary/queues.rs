//! Pushes that fail, and jobs that do.

use std::time::Duration;

use redis_config::queue::{Context, Job, JobId, PushOptions, Queue, Worker};
use redis_config_tests::canary::{self, PASSWORD, PAYLOAD};
use redis_config_tests::events::Captured;
use redis_config_tests::poll::until;
use serde::{Deserialize, Serialize};

use super::texts::{Marked, Texts, marked, server};
use crate::fixture::PATIENCE;

/// A payload that is pushed as one type and read as another.
#[derive(Serialize, Deserialize)]
struct Letter {
    text: String,
}
impl Job for Letter {
    const QUEUE: &'static str = "letters";
}
#[derive(Serialize, Deserialize)]
struct Misread {
    text: u64,
}
impl Job for Misread {
    const QUEUE: &'static str = "letters";
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queues_and_workers_that_fail_do_not_show_a_payload() {
    let captured = Captured::start();
    let mut texts = Texts::default();
    let server = server();
    let handle = marked(&server, PASSWORD).connect().await.expect("connects");
    let letters: Queue<Marked, Letter> = Queue::new(&handle);
    let letter = |text: &str| Letter {
        text: text.to_owned(),
    };
    texts.debug("queue", &letters);
    texts.debug("options", &PushOptions::new().id(JobId::new()));

    // Too large.
    let large = letter(&PAYLOAD.repeat(200_000));
    texts.fails("too large", letters.push(&large).await);
    // Read as something else, failed, panicked, timed out.
    letters.push(&letter(PAYLOAD)).await.expect("is pushed");
    let misreader = Worker::new(&handle, |_: Misread, _: Context| async {});
    texts.debug("worker", &misreader);
    let summary = misreader
        .run_until(until("the letter is dead", PATIENCE, async || {
            letters.stats().await.is_ok_and(|stats| stats.dead == 1)
        }))
        .await
        .expect("ends in order");
    texts.debug("summary", &summary);
    for text in ["fail", "panic", "hang"] {
        letters
            .push(&letter(&format!("{text} {PAYLOAD}")))
            .await
            .expect("is pushed");
    }
    let failing = Worker::new(&handle, |job: Letter, context: Context| async move {
        assert_eq!(canary::find(&format!("{context:?}")), None);
        if job.text.starts_with("panic") {
            panic!("panic on request");
        }
        if job.text.starts_with("hang") {
            std::future::pending::<()>().await;
        }
        Err::<(), _>("failed on request")
    })
    .max_attempts(1)
    .timeout(Duration::from_millis(50));
    let summary = failing
        .run_until(until("all are dead", PATIENCE, async || {
            letters.stats().await.is_ok_and(|stats| stats.dead == 4)
        }))
        .await
        .expect("ends in order");
    texts.debug("summary", &summary);
    let dead = letters.dead_letters(10).await.expect("answers");
    assert_eq!(dead.len(), 4);
    for dead in &dead {
        assert!(
            canary::find(&String::from_utf8_lossy(&dead.payload)).is_some(),
            "a dead letter keeps its bytes"
        );
        texts.debug("dead letter", dead);
        texts.text("reason", dead.reason.clone());
    }
    texts.debug("stats", &letters.stats().await.expect("answers"));

    // A queue key of a wrong type, a server out of memory, a dead server.
    server
        .call(&["CONFIG", "SET", "maxmemory", "1"])
        .expect("is set");
    texts.fails("out of memory", letters.push(&letter(PAYLOAD)).await);
    server
        .call(&["CONFIG", "SET", "maxmemory", "0"])
        .expect("is set");
    server.call(&["FLUSHALL"]).expect("is flushed");
    letters.push(&letter(PAYLOAD)).await.expect("is pushed");
    let keys = server.call(&["KEYS", "*:w"]).expect("answers");
    let ready = keys.lines().last().expect("a key of ready items").trim();
    server.call(&["SET", ready, PAYLOAD]).expect("is set");
    texts.fails(
        "a key of a wrong type",
        letters.push(&letter(PAYLOAD)).await,
    );
    server.kill().expect("is killed");
    let id = JobId::new();
    texts.fails(
        "a dead server",
        letters
            .push_with(&letter(PAYLOAD), PushOptions::new().id(id))
            .await,
    );
    texts.fails(
        "a batch to a dead server",
        letters.push_all(&[letter(PAYLOAD), letter(PAYLOAD)]).await,
    );
    texts.fails("counts of a dead server", letters.stats().await);

    assert!(captured.count() > 0, "the library logs events");
    texts.text("events", captured.text());
    texts.search();
}
