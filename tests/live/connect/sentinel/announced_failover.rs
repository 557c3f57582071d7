//! A failover is followed because a sentinel announces it.

use std::time::Duration;

use redis_config::dev::Sentinel;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;
use tokio::time::Instant;

use super::fixture::{SOON, sockets, watched};

/// A sentinel that announces failovers is polled again after 7.5 s at the earliest.
const BEFORE_ANY_POLL: Duration = Duration::from_secs(7);

/// Whether a failover was followed before anybody could ask, and before the old primary had become a replica.
async fn follows_what_it_is_told(set: &Sentinel) -> bool {
    let connected = Instant::now();
    let handle = watched(set).connect().await.unwrap();
    for sentinel in set.sentinels() {
        until("one socket asks and one listens", SOON, async || {
            sockets(sentinel, "sentinel") == 2
        })
        .await;
    }
    let old = set.primary().unwrap();
    let replica = set.replicas().unwrap()[0].port();
    let there = format!("127.0.0.1:{replica}");
    let begin = || set.sentinels()[0].call(&["SENTINEL", "FAILOVER", set.master()]);
    begin().unwrap();
    let mut begun = Instant::now();
    until("the handle has moved", SOON, async || {
        // Sentinels give a failover up if the replica is late on a busy machine. While one runs, this is refused.
        if begun.elapsed() > BEFORE_ANY_POLL {
            begun = Instant::now();
            let _ = begin();
        }
        handle.primary_address().as_deref() == Some(&*there)
    })
    .await;
    let moved = connected.elapsed();
    // The old server is still a primary: it has closed no socket, and refused no command.
    let role = old.call(&["ROLE"]).unwrap();
    moved < BEFORE_ANY_POLL && role.starts_with("master")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_is_followed_because_a_sentinel_announces_it() {
    let set = Sentinel::start().unwrap();
    // A busy machine can be too slow to distinguish the two.
    for _ in 0..5 {
        if follows_what_it_is_told(&set).await {
            return;
        }
        block_in_place(|| set.wait_until_settled()).unwrap();
    }
    panic!("each time it was moved by a question, or by the loss of the old primary");
}
