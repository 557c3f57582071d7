//! A push is sent again, comes late, or brings an id.

use super::rig::{NONCE, PRODUCER, Rig, id, job, rig};
use crate::queue::engine::reply::Pushed;
use crate::queue::engine::scripts_api::PushBatch;

fn ready(counters: std::ops::Range<u32>) -> PushBatch {
    PushBatch {
        ready: counters.map(job).collect(),
        ..PushBatch::default()
    }
}

fn with_id(counter: u32) -> PushBatch {
    PushBatch {
        with_id: vec![(0, job(counter))],
        ..PushBatch::default()
    }
}

#[tokio::test]
async fn a_push_sent_again_adds_nothing() {
    let mut b = rig().await;
    let batch = PushBatch {
        ready: (0..10).map(job).collect(),
        delayed: vec![(60_000, job(10)), (1, job(11))],
        with_id: vec![(0, job(900)), (60_000, job(901))],
    };
    assert_eq!(b.send(0, &batch).await.unwrap(), Pushed::Accepted);
    let before = (b.stats().await, b.place_of_each().await);
    assert_eq!(before.1.len(), 14);
    assert_eq!(b.send(0, &batch).await.unwrap(), Pushed::Accepted);
    assert_eq!((b.stats().await, b.place_of_each().await), before);
}

#[tokio::test]
async fn a_copy_that_comes_after_later_pushes_adds_nothing() {
    let mut b = rig().await;
    b.send(0, &ready(0..5)).await.unwrap();
    // 5 to 9 were given up, and arrive late.
    b.send(10, &ready(10..15)).await.unwrap();
    b.send(5, &ready(5..10)).await.unwrap();
    let jobs: Vec<u32> = b.place_of_each().await.into_keys().collect();
    assert_eq!(jobs, (0..5).chain(10..15).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_job_of_unknown_outcome_pushed_again_by_its_id_is_there_once() {
    let mut b = rig().await;
    b.send(0, &ready(0..5)).await.unwrap();
    // Counter 3 was written and its reply lost: no second job.
    b.send(99, &with_id(3)).await.unwrap();
    // 5 to 9 never arrived. 7 is pushed again by its id, twice, and then the late copy arrives after all.
    b.send(99, &with_id(7)).await.unwrap();
    b.send(99, &with_id(7)).await.unwrap();
    b.send(5, &ready(5..10)).await.unwrap();
    let jobs: Vec<u32> = b.place_of_each().await.into_keys().collect();
    assert_eq!(jobs, [0, 1, 2, 3, 4, 7]);
    // The other jobs of that batch can still be pushed again.
    b.send(99, &with_id(6)).await.unwrap();
    b.send(99, &with_id(9)).await.unwrap();
    // The producer continues.
    b.send(10, &ready(10..12)).await.unwrap();
    b.send(99, &with_id(8)).await.unwrap();
    b.send(99, &with_id(11)).await.unwrap();
    let jobs: Vec<u32> = b.place_of_each().await.into_keys().collect();
    assert_eq!(jobs, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
}

#[tokio::test]
async fn the_first_push_of_a_process_can_be_of_unknown_outcome_too() {
    let mut b = rig().await;
    b.send(99, &with_id(2)).await.unwrap();
    // The late copy is refused, and the process takes another name.
    assert_eq!(b.send(0, &ready(0..5)).await.unwrap(), Pushed::NameTaken);
    b.send(99, &with_id(1)).await.unwrap();
    b.send(99, &with_id(3)).await.unwrap();
    let jobs: Vec<u32> = b.place_of_each().await.into_keys().collect();
    assert_eq!(jobs, [1, 2, 3]);
}

#[tokio::test]
async fn the_fast_path_is_for_the_next_counter_only() {
    let mut b = rig().await;
    let fast = async |b: &mut Rig, first: u32, jobs: u32| {
        let ready: Vec<_> = (first..first + jobs).map(job).collect();
        let cmd = b.engine.push_ready_call(&PRODUCER, &NONCE, first, &ready);
        b.engine.push_ready(&mut b.conn, &cmd).await.unwrap()
    };
    assert!(!fast(&mut b, 5, 1).await, "an unknown producer");
    b.send(0, &ready(0..5)).await.unwrap();
    assert!(fast(&mut b, 5, 3).await);
    assert!(!fast(&mut b, 5, 3).await, "the second copy");
    assert!(!fast(&mut b, 9, 1).await, "a gap");
    assert!(fast(&mut b, 8, 1).await);
    // The whole script finds what the fast path wrote.
    b.send(5, &ready(5..8)).await.unwrap();
    b.send(99, &with_id(8)).await.unwrap();
    b.call(&["HSET", "{rc:t}:m", "schema", "7"]);
    assert!(!fast(&mut b, 9, 1).await, "another schema");
    let jobs: Vec<u32> = b.place_of_each().await.into_keys().collect();
    assert_eq!(jobs, (0..9).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_forgotten_gap_makes_two_jobs_rather_than_none() {
    let mut b = rig().await;
    // Every second batch is lost: more gaps than are remembered.
    for n in 0..40 {
        b.send(n * 2, &ready(n * 2..n * 2 + 1)).await.unwrap();
    }
    // Counter 1 was never written: whatever is remembered, it must not be taken for written.
    b.send(999, &with_id(1)).await.unwrap();
    assert!(b.place_of_each().await.contains_key(&1));
    // A late gap is remembered exactly, and so is a late job.
    b.send(999, &with_id(77)).await.unwrap();
    b.send(999, &with_id(76)).await.unwrap();
    let places = b.place_of_each().await;
    assert!(places.contains_key(&77));
    assert_eq!(places.len(), 42);
}

#[tokio::test]
async fn two_processes_of_one_name_are_told_apart() {
    let mut b = rig().await;
    b.send(0, &ready(0..1)).await.unwrap();
    let cmd = b.engine.push_call(&PRODUCER, b"nonce--2", 1, &ready(1..2));
    let answer = b.engine.push(&mut b.conn, &cmd).await.unwrap();
    assert_eq!(answer, Pushed::NameTaken);
    assert_eq!(b.stats().await.ready, 1);
    assert_ne!(NONCE, *b"nonce--2");
}

#[tokio::test]
async fn a_queue_of_a_newer_version_is_left_alone() {
    let mut b = rig().await;
    b.push(1).await;
    b.call(&["HSET", "{rc:t}:m", "schema", "7"]);
    let before = b.snapshot().await;
    assert_eq!(
        b.send(5, &ready(5..6)).await.unwrap(),
        Pushed::SchemaNewer(7)
    );
    let answer = b
        .engine
        .claim(
            &mut b.conn,
            &[1; 16],
            5,
            super::rig::LEASE,
            b"worker-1",
            std::time::Duration::ZERO,
        )
        .await
        .unwrap();
    assert_eq!(format!("{answer:?}"), "SchemaNewer(7)");
    assert_eq!(b.snapshot().await, before);
}

#[tokio::test]
async fn silent_producers_and_old_ids_are_forgotten() {
    let mut b = rig().await;
    // As if pushed 25 hours ago.
    let day = 25 * 60 * 60 * 1_000;
    const OLD: &str = r"
        local t = redis.call('TIME')
        local at = t[1] * 1000 - ARGV[1]
        redis.call('HSET', KEYS[1], 'silent', 'nonce--0\0\0\0\5', 'silent+', cmsgpack.pack({0, at, {}}))
        for n = 1, 20 do redis.call('ZADD', KEYS[2], at, 'old' .. n) end";
    b.call(&["EVAL", OLD, "2", "{rc:t}:i", "{rc:t}:u", &day.to_string()]);
    b.push(1).await;
    assert_eq!(b.call(&["HEXISTS", "{rc:t}:i", "silent"]), "0");
    for n in 0..3 {
        b.send(99, &with_id(1_000 + n)).await.unwrap();
    }
    assert_eq!(b.call(&["ZCARD", "{rc:t}:u"]), "3");
    assert_eq!(id(5), id(5));
}
