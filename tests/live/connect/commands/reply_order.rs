//! Replies go to their callers, in order.

use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::random::Random;
use tokio::task::JoinSet;

use crate::fixture::{Live, at, up};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_dropped_at_random_never_mix_up_replies() {
    let (server, handle) = up().await;
    let seed = Random::seed();
    println!("REDIS_CONFIG_SEED={seed}");
    let mut tasks = JoinSet::new();
    for task in 0..16 {
        let mut conn = handle.conn();
        tasks.spawn(async move {
            let mut random = Random::new(seed + task);
            let mut dropped = 0;
            for n in 0..1250_u64 {
                let text = format!("{task}-{n}");
                let echo = redis::cmd("ECHO").arg(&text).to_owned();
                let asking = echo.query_async::<String>(&mut conn);
                if random.chance(0.35) {
                    let turns = random.below(6);
                    let patience = async {
                        for _ in 0..turns {
                            tokio::task::yield_now().await;
                        }
                    };
                    tokio::select! {
                        biased;
                        reply = asking => assert_eq!(reply.unwrap(), text),
                        () = patience => dropped += 1,
                    }
                } else {
                    assert_eq!(asking.await.unwrap(), text);
                }
            }
            dropped
        });
    }
    let dropped: u64 = tasks.join_all().await.into_iter().sum();
    println!("{dropped} of 20000 dropped");
    assert!(dropped > 1000, "{dropped} dropped: the test shows nothing");
    drop(server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_of_one_clone_keep_their_order_over_several_sockets() {
    let (server, _handle) = up().await;
    let config = Live {
        connections: 4,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let mut tasks = JoinSet::new();
    for task in 0..32 {
        let mut conn = handle.conn();
        tasks.spawn(async move {
            // Not awaited one by one: they are in flight together, and must arrive in this order.
            let clones: Vec<_> = (0..50).map(|_| conn.clone()).collect();
            let mut pushes = Vec::new();
            for (n, mut clone) in clones.into_iter().enumerate() {
                let mut push = Box::pin(async move { clone.rpush::<_, _, ()>(task, n).await });
                // Polled once, in order: submitted.
                let first =
                    std::future::poll_fn(|cx| std::task::Poll::Ready(push.as_mut().poll(cx))).await;
                if first.is_pending() {
                    pushes.push(push);
                }
            }
            for push in pushes {
                push.await.unwrap();
            }
            let list: Vec<usize> = conn.lrange(task, 0, -1).await.unwrap();
            assert_eq!(list, (0..50).collect::<Vec<_>>());
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn a_large_value_goes_both_ways() {
    let (_server, handle) = up().await;
    let mut conn = handle.conn();
    let value = vec![b'x'; 20 << 20];
    conn.set::<_, _, ()>("big", &value).await.unwrap();
    let back: Vec<u8> = conn.get("big").await.unwrap();
    assert!(back == value);
}
