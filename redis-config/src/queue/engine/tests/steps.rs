//! Claim, finish, renew, sweep, release: each once, each twice.

use std::time::Duration;

use super::rig::{LEASE, WORKER, claim_id, counter, job, rig};
use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::limits::BATCH_BYTES;
use crate::queue::engine::reply::Claimed;
use crate::queue::engine::scripts_api::{Operation, PushBatch};
use crate::queue::producer::queue::PAYLOAD_LIMIT;

#[tokio::test]
async fn a_claim_asked_for_twice_is_answered_the_same() {
    let mut b = rig().await;
    b.push(5).await;
    let first = b.claim(1, 3).await;
    assert_eq!(first.len(), 3);
    assert_eq!(b.claim(1, 3).await, first);
    assert_eq!(b.claim(2, 3).await.len(), 2);
    let stats = b.stats().await;
    assert_eq!((stats.ready, stats.claimed), (0, 5));
    b.place_of_each().await;
}

#[tokio::test]
async fn a_claim_of_jobs_of_all_sizes_is_bounded_and_keeps_their_order() {
    let mut b = rig().await;
    let large = PAYLOAD_LIMIT;
    let sizes: Vec<usize> = [10, 10]
        .into_iter()
        .chain([large; 9])
        .chain([10; 9])
        .collect();
    b.push_sizes(&sizes).await;
    let mut seen = Vec::new();
    for n in 1.. {
        let envelopes = b.claim(n, 64).await;
        if envelopes.is_empty() {
            break;
        }
        let bytes: usize = envelopes.iter().map(Vec::len).sum();
        assert!(bytes <= BATCH_BYTES, "claim {n} has {bytes} bytes");
        seen.extend(
            envelopes
                .into_iter()
                .map(|envelope| Envelope::decode(envelope).unwrap().payload().len()),
        );
    }
    assert_eq!(seen, sizes);
    assert_eq!(b.stats().await.claimed, 20);
}

#[tokio::test]
async fn a_finish_sent_twice_counts_once() {
    let mut b = rig().await;
    b.push(10).await;
    b.claim(1, 10).await;
    let operations = [
        (1, Operation::Retry(60_000)),
        (2, Operation::Failed("no".into())),
        (3, Operation::Malformed("odd".into())),
        (4, Operation::Requeue),
    ];
    for _ in 0..2 {
        assert!(b.finish(1, 0b11111, &operations).await);
        let places = b.place_of_each().await;
        let of = |job| places.get(&job).map(String::as_str);
        assert_eq!(
            [of(0), of(1), of(2), of(3), of(4), of(5), of(9)],
            [
                None,
                Some("delayed"),
                Some("dead"),
                Some("dead"),
                Some("ready"),
                Some("claimed"),
                Some("claimed")
            ]
        );
        assert_eq!(b.stats().await.claimed, 5);
    }
    assert!(b.finish(1, 0b11_1110_0000, &[]).await);
    assert_eq!(b.call(&["EXISTS", "{rc:t}:c", "{rc:t}:l"]), "0");
    // The whole claim is gone: a copy changes nothing, and its reply shows it.
    let before = b.snapshot().await;
    assert!(!b.finish(1, 0b11111, &operations).await);
    assert_eq!(b.snapshot().await, before);
}

#[tokio::test]
async fn attempts_and_deliveries_are_counted_apart() {
    let mut b = rig().await;
    b.push(1).await;
    b.claim(1, 1).await;
    b.finish(1, 1, &[(0, Operation::Retry(0))]).await;
    let header = Envelope::header(&b.claim(2, 1).await[0]).unwrap();
    assert_eq!((header.attempts, header.deliveries), (1, 0));
    b.expire(2).await;
    assert_eq!(b.sweep(5).await, (1, 0));
    let header = Envelope::header(&b.claim(3, 1).await[0]).unwrap();
    assert_eq!((header.attempts, header.deliveries), (1, 1));
    // Requeued without a failed attempt, it stays a suspect.
    b.finish(3, 1, &[(0, Operation::Requeue)]).await;
    assert_eq!(b.stats().await.suspects, 1);
    let header = Envelope::header(&b.claim(4, 1).await[0]).unwrap();
    assert_eq!((header.attempts, header.deliveries), (1, 1));
    // A suspect whose handler failed is still a suspect.
    b.finish(4, 1, &[(0, Operation::Retry(0))]).await;
    assert_eq!(b.claim(5, 9).await.len(), 1);
    b.finish(5, 1, &[(0, Operation::Failed("no".into()))]).await;
    let dead = b.engine.dead(&mut b.conn, 0, 10).await.unwrap();
    let header = Envelope::header(&dead[0].envelope).unwrap();
    assert_eq!((header.attempts, header.deliveries), (3, 1));
    assert_eq!(
        b.engine.redrive(&mut b.conn, 0, 10, &[]).await.unwrap(),
        (1, 1)
    );
    let header = Envelope::header(&b.claim(6, 1).await[0]).unwrap();
    assert_eq!((header.attempts, header.deliveries), (0, 0));
}

#[tokio::test]
async fn suspects_are_claimed_alone_and_before_others() {
    let mut b = rig().await;
    b.push(6).await;
    b.claim(1, 3).await;
    b.finish(1, 0b010, &[]).await;
    b.expire(1).await;
    assert_eq!(b.sweep(5).await, (2, 0));
    let sizes = [
        b.claim(2, 64).await.len(),
        b.claim(3, 64).await.len(),
        b.claim(4, 64).await.len(),
    ];
    assert_eq!(sizes, [1, 1, 3]);
    b.place_of_each().await;
}

#[tokio::test]
async fn a_crash_loop_makes_a_dead_letter() {
    let mut b = rig().await;
    b.push(1).await;
    for n in 1..=3 {
        b.claim(n, 1).await;
        b.expire(n).await;
        assert_eq!(b.sweep(3).await, if n < 3 { (1, 0) } else { (0, 1) });
    }
    let dead = b.engine.dead(&mut b.conn, 0, 10).await.unwrap();
    assert!(dead[0].reason.contains("crash loop"), "{}", dead[0].reason);
    assert_eq!(counter(&dead[0].envelope), 0);
}

#[tokio::test]
async fn a_worker_whose_lease_was_taken_over_changes_nothing() {
    let mut b = rig().await;
    b.push(2).await;
    b.claim(1, 2).await;
    b.expire(1).await;
    b.sweep(5).await;
    let before = b.snapshot().await;
    assert!(!b.finish(1, 0b11, &[(1, Operation::Retry(5))]).await);
    assert_eq!(
        b.engine
            .renew(&mut b.conn, LEASE, &[claim_id(1)])
            .await
            .unwrap(),
        [0]
    );
    assert_eq!(b.snapshot().await, before);
}

#[tokio::test]
async fn a_renewed_claim_is_not_swept() {
    let mut b = rig().await;
    b.push(2).await;
    b.claim_for(1, 1, Duration::from_millis(1)).await;
    b.claim_for(2, 1, Duration::from_millis(1)).await;
    let lost = b
        .engine
        .renew(&mut b.conn, LEASE, &[claim_id(9), claim_id(1)])
        .await
        .unwrap();
    assert_eq!(lost, [0]);
    while b.sweep(5).await != (1, 0) {}
    assert!(b.finish(1, 1, &[]).await);
    assert!(!b.finish(2, 1, &[]).await);
}

#[tokio::test]
async fn released_jobs_return_to_the_head_in_order() {
    let mut b = rig().await;
    b.push(6).await;
    b.claim(1, 4).await;
    b.finish(1, 0b0010, &[]).await;
    assert_eq!(
        b.engine
            .release(&mut b.conn, &[claim_id(1), claim_id(7)])
            .await
            .unwrap(),
        3
    );
    let order: Vec<u32> = b
        .claim(2, 10)
        .await
        .iter()
        .map(|envelope| counter(envelope))
        .collect();
    assert_eq!(order, [0, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_record_without_a_lease_and_a_lease_without_a_record_are_repaired() {
    let mut b = rig().await;
    b.push(2).await;
    b.claim(1, 1).await;
    b.claim(2, 1).await;
    b.call(&["ZREM", "{rc:t}:l", &"\u{1}".repeat(16)]);
    b.call(&["HDEL", "{rc:t}:c", &"\u{2}".repeat(16)]);
    b.call(&["ZADD", "{rc:t}:l", "1", "no such claim 00"]);
    b.sweep(5).await;
    b.sweep(5).await;
    b.expire(1).await;
    assert_eq!(b.sweep(5).await, (1, 0));
    b.expire(2).await;
    b.sweep(5).await;
    assert_eq!(b.call(&["EXISTS", "{rc:t}:c", "{rc:t}:l"]), "0");
    let places = b.place_of_each().await;
    assert_eq!(places.get(&0).map(String::as_str), Some("suspects"));
}

#[tokio::test]
async fn many_due_jobs_are_promoted_in_bounded_pieces() {
    let mut b = rig().await;
    for chunk in 0..9 {
        let batch = PushBatch {
            delayed: (chunk * 1_000..(chunk + 1) * 1_000)
                .map(|n| (1, job(n)))
                .collect(),
            ..PushBatch::default()
        };
        b.send(chunk * 1_000, &batch).await.unwrap();
    }
    let (mut seen, mut claim) = (Vec::new(), 0);
    while seen.len() < 9_000 {
        claim = claim % 250 + 1;
        let envelopes = b.claim(claim, 64).await;
        seen.extend(envelopes.iter().map(|envelope| counter(envelope)));
        b.finish(claim, u64::MAX, &[]).await;
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..9_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_empty_claim_returns_when_the_next_job_is_due() {
    let mut b = rig().await;
    let ask = async |b: &mut super::rig::Rig| {
        b.engine
            .claim(
                &mut b.conn,
                &claim_id(1),
                1,
                LEASE,
                &WORKER,
                Duration::from_secs(5),
            )
            .await
            .unwrap()
    };
    assert!(matches!(
        ask(&mut b).await,
        Claimed::Empty { next_due: None }
    ));
    let batch = PushBatch {
        delayed: vec![(50_000, job(0))],
        ..PushBatch::default()
    };
    b.send(0, &batch).await.unwrap();
    let Claimed::Empty {
        next_due: Some(due),
    } = ask(&mut b).await
    else {
        panic!();
    };
    assert!((40_000..=50_000).contains(&due), "{due}");
}

#[tokio::test]
async fn idle_workers_share_the_jobs() {
    let mut b = rig().await;
    for worker in [b"worker-2", b"worker-3", b"worker-4"] {
        b.engine
            .claim(
                &mut b.conn,
                &claim_id(1),
                64,
                LEASE,
                worker,
                Duration::from_secs(5),
            )
            .await
            .unwrap();
    }
    b.push(9).await;
    // The push woke one of three, so its share is a third of nine.
    assert_eq!(b.call(&["LLEN", "{rc:t}:k"]), "1");
    assert_eq!(b.claim(2, 64).await.len(), 3);
    // It left jobs behind, so it woke the next one.
    assert_eq!(b.call(&["LLEN", "{rc:t}:k"]), "2");
}

#[tokio::test]
async fn large_jobs_are_claimed_in_small_numbers() {
    let mut b = rig().await;
    let mut large = job(0);
    large.resize(1024 * 1024, b' ');
    for n in 0..10 {
        let mut envelope = large.clone();
        Envelope::set_id(&mut envelope, super::rig::id(n));
        let batch = PushBatch {
            ready: vec![envelope],
            ..PushBatch::default()
        };
        b.send(n, &batch).await.unwrap();
    }
    assert_eq!(b.claim(1, 64).await.len(), 4);
}

#[tokio::test]
async fn dead_letters_are_redriven_by_id_across_windows() {
    let mut b = rig().await;
    b.push(20).await;
    b.claim(1, 20).await;
    let operations: Vec<_> = (0..20)
        .map(|n| (n, Operation::Failed("no".into())))
        .collect();
    b.finish(1, (1 << 20) - 1, &operations).await;
    let wanted = [super::rig::id(3), super::rig::id(15)];
    let mut offset = 0;
    let mut total = 0;
    loop {
        let (seen, moved) = b
            .engine
            .redrive(&mut b.conn, offset, 4, &wanted)
            .await
            .unwrap();
        total += moved;
        offset += seen - moved;
        if seen < 4 {
            break;
        }
    }
    assert_eq!(total, 2);
    let stats = b.stats().await;
    assert_eq!((stats.ready, stats.dead), (2, 18));
    assert_eq!(b.engine.purge(&mut b.conn).await.unwrap(), 18);
}
