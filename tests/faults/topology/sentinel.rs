//! Failovers, and sentinels with wrong data or without replies, under a handle, a queue and a worker.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis_config::dev::{Sentinel, Server};
use redis_config::queue::{Context, Job, JobId, PushOptions, Queue, Worker};
use redis_config::redis::{AsyncCommands, RedisResult};
use redis_config::{Handle, State, outcome_is_unknown};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::block_in_place;
use tokio::time::Instant;

use super::fixture::{Guarded, guarded, ours, replicated, up};
use crate::fixture::PATIENCE;

/// Makes every sentinel monitor another server under the same name. None of them announces it.
fn watch_instead(set: &Sentinel, server: &Server) {
    let port = server.port().to_string();
    for sentinel in set.sentinels() {
        for command in [
            &["SENTINEL", "REMOVE", "mymaster"][..],
            &["SENTINEL", "MONITOR", "mymaster", "127.0.0.1", &port, "2"],
            &["SENTINEL", "SET", "mymaster", "auth-pass", canary::PASSWORD],
        ] {
            sentinel.call(command).expect("it is up");
        }
    }
}

/// Increments until it succeeds; returns the sum and the time. A lost reply may have counted, so at most once more
/// than it was called.
async fn count(handle: &Handle<Guarded>) -> (i64, Duration) {
    let began = Instant::now();
    loop {
        match handle.conn().incr("n", 1).await {
            Ok(sum) => return (sum, began.elapsed()),
            Err(error) => {
                assert!(outcome_is_unknown(&error), "{error}");
                assert_eq!(canary::find(&format!("{error} {error:?}")), None);
            }
        }
        assert!(began.elapsed() < PATIENCE, "no primary");
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Chore {
    n: u64,
    marker: String,
}

impl Job for Chore {
    const QUEUE: &'static str = "chores";
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_primary_loses_no_job_that_was_replicated() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let queue: Queue<Guarded, Chore> = Queue::new(&handle);
    let mut acknowledged = HashSet::new();
    let mut attempted = HashSet::new();
    for n in 0..300 {
        let (id, chore) = (
            JobId::new(),
            Chore {
                n,
                marker: canary::PAYLOAD.to_owned(),
            },
        );
        attempted.insert(id);
        let pushed = queue.push_with(&chore, PushOptions::new().id(id)).await;
        acknowledged.insert(pushed.expect("the primary is up"));
    }
    replicated(&handle).await;

    let done = Arc::new(Mutex::new(HashSet::new()));
    let stop = Arc::new(Notify::new());
    let (noted, reply) = (Arc::clone(&done), Arc::clone(&stop));
    let worker = Worker::new(&handle, move |_: Chore, context: Context| {
        noted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(context.id());
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<(), &str>(())
        }
    })
    .concurrency(8)
    .lease(Duration::from_secs(2));
    let worker = tokio::spawn(worker.run_until(async move { reply.notified().await }));
    let finished = || {
        let done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.len()
    };
    until("the worker is in the middle", PATIENCE, async || {
        finished() > 50
    })
    .await;

    let dead = block_in_place(|| set.kill_primary()).expect("it is up");
    // Pushed into the failover: each under one id, until it is acknowledged.
    for n in 300..310 {
        let (id, chore) = (
            JobId::new(),
            Chore {
                n,
                marker: canary::PAYLOAD.to_owned(),
            },
        );
        attempted.insert(id);
        let began = Instant::now();
        while let Err(error) = queue.push_with(&chore, PushOptions::new().id(id)).await {
            assert_eq!(canary::find(&format!("{error} {error:?}")), None);
            assert!(began.elapsed() < PATIENCE, "{error}");
        }
        acknowledged.insert(id);
    }
    let next = block_in_place(|| set.wait_for_primary_other_than(dead.port(), PATIENCE))
        .expect("a replica is promoted");
    until("every job is done", PATIENCE, async || {
        let done = done.lock().unwrap_or_else(PoisonError::into_inner);
        acknowledged.is_subset(&done)
    })
    .await;
    assert!(ours(next) > 0);
    let unexpected = {
        let done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.difference(&attempted).count()
    };
    assert_eq!(unexpected, 0);
    stop.notify_one();
    let ended = tokio::time::timeout(PATIENCE, worker).await;
    ended
        .expect("the worker stops")
        .expect("it does not panic")
        .expect("it ends in order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_wakes_up_again_is_not_written_to() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let (before, _) = count(&handle).await;
    replicated(&handle).await;
    let mut waiting = handle.conn();
    let popped = tokio::spawn(async move {
        let popped: RedisResult<(String, String)> = waiting.blpop("list", 1.0).await;
        popped
    });
    let old = block_in_place(|| set.freeze_primary()).expect("it is up");
    let new = block_in_place(|| set.wait_for_primary_other_than(old.port(), PATIENCE))
        .expect("a replica is promoted")
        .port();
    // The command hangs on the frozen server until the handle has moved, or goes to the new one at once.
    let (after, took) = count(&handle).await;
    assert_eq!(after, before + 1);
    assert!(took < Duration::from_secs(15), "it waited for the old one");
    let address = handle.health().await.expect("it is up").address;
    assert_eq!(address, Some(format!("127.0.0.1:{new}")));
    // It ends, with any result.
    let ended = tokio::time::timeout(PATIENCE, popped).await;
    let _nothing = ended.expect("the wait ends").expect("it does not panic");

    old.thaw().expect("it is there");
    for n in 1..200 {
        let (sum, _) = count(&handle).await;
        assert_eq!(sum, after + n, "each counted by the new primary");
    }
    until(
        "nothing of ours is left at the old one",
        PATIENCE,
        async || ours(old) == 0,
    )
    .await;
    block_in_place(|| set.wait_until_settled()).expect("the old one becomes a replica");
    let (sum, _) = count(&handle).await;
    assert_eq!(sum, after + 200);
    let address = handle.health().await.expect("it is up").address;
    assert_eq!(address, Some(format!("127.0.0.1:{new}")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unannounced_failover_is_found_by_polling() {
    // Our user may ask, and not listen.
    let user = (
        "user",
        "default on nopass sanitize-payload ~* &* +@all -subscribe -psubscribe",
    );
    let (set, handle, _room) = up(Sentinel::builder().sentinel_arg(user.0, user.1)).await;
    let (before, _) = count(&handle).await;
    replicated(&handle).await;
    let (old, new) = (&set.servers()[0], &set.servers()[1]);
    new.call(&["REPLICAOF", "NO", "ONE"]).expect("it is up");
    // The old one stays a primary that no sentinel knows of, so its clients are not disconnected.
    watch_instead(&set, new);
    until("the handle has moved", PATIENCE, async || {
        ours(old) == 0 && ours(new) > 0
    })
    .await;
    let (after, _) = count(&handle).await;
    assert_eq!(after, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_any_sentinel_the_primary_is_still_used_and_reconnected() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let (before, _) = count(&handle).await;
    set.sentinels()[0].freeze().expect("it is there");
    for sentinel in &set.sentinels()[1..] {
        sentinel.kill().expect("it is there");
    }
    let primary = &set.servers()[0];
    assert_eq!(count(&handle).await.0, before + 1);
    primary
        .call(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
        .expect("it answers");
    assert_eq!(count(&handle).await.0, before + 2);
    // A handle that never saw a primary has none to fall back on.
    let error = Guarded {
        connect_timeout: Duration::from_millis(500),
        ..guarded(&set)
    }
    .connect()
    .await
    .expect_err("no sentinel answers");
    assert!(error.is_transient(), "{error}");
    assert!(error.to_string().contains("no sentinel can be asked"));
    assert_eq!(canary::find(&format!("{error} {error:?}")), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_a_demoted_server_refuses_goes_to_the_new_primary() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let (before, _) = count(&handle).await;
    replicated(&handle).await;
    let (old, new) = (&set.servers()[0], &set.servers()[1]);
    // Manually, and without an announcement of a sentinel: the next poll is seconds away.
    new.call(&["REPLICAOF", "NO", "ONE"]).expect("it is up");
    old.call(&["REPLICAOF", "127.0.0.1", &new.port().to_string()])
        .expect("it is up");
    watch_instead(&set, new);
    // One attempt: refused there, and sent again by the handle.
    let sum: i64 = handle.conn().incr("n", 1).await.expect("it is resent");
    assert_eq!(sum, before + 1);
    assert!(ours(new) > 0);
    until("the demoted server is left", PATIENCE, async || {
        ours(old) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_error_names_a_missing_majority_of_sentinels() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let _ = count(&handle).await;
    // Two know that it is down, and agree; if one of them then fails, no leader can be elected.
    set.sentinels()[0].kill().expect("it is there");
    set.sentinels()[1].kill().expect("it is there");
    let dead = block_in_place(|| set.kill_primary()).expect("it is up");
    let mut state = handle.watch();
    let reply = state.wait_for(|state| match state {
        State::Reconnecting {
            last_error: Some(error),
            ..
        } => {
            let text = error.to_string();
            text.contains(&format!("`127.0.0.1:{}`", dead.port()))
                && text.contains("as the primary of `mymaster`: 1 of 1 hold it for down, 2 must")
        }
        _ => false,
    });
    tokio::time::timeout(PATIENCE, reply)
        .await
        .expect("the state shows it")
        .expect("the handle lives");
    block_in_place(|| dead.restart()).expect("it starts");
    let _ = count(&handle).await;
    // Published once every shared socket is open, so after the first command.
    until("it is ready", PATIENCE, async || handle.state().is_ready()).await;
}

/// Another server is the primary, without an announcement: the next poll of a sentinel is seconds away.
async fn another_is_promoted_by_hand<'a>(
    set: &'a Sentinel,
    handle: &Handle<Guarded>,
) -> (&'a Server, &'a Server) {
    let (old, new) = (&set.servers()[0], &set.servers()[1]);
    let _: () = handle.conn().set("k", "v").await.expect("it is up");
    replicated(handle).await;
    new.call(&["REPLICAOF", "NO", "ONE"]).expect("it is up");
    watch_instead(set, new);
    (old, new)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_a_server_without_its_primary_refuses_goes_to_the_new_primary() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let (old, new) = another_is_promoted_by_hand(&set, &handle).await;
    for command in [
        &["CONFIG", "SET", "replica-serve-stale-data", "no"][..],
        &["REPLICAOF", "127.0.0.1", "1"],
    ] {
        old.call(command).expect("it is up");
    }
    // One attempt: refused there with `MASTERDOWN`, and sent again by the handle.
    let value: String = handle.conn().get("k").await.expect("it is sent again");
    assert_eq!(value, "v");
    assert!(ours(new) > 0);
    until("the demoted server is left", PATIENCE, async || {
        ours(old) == 0
    })
    .await;
}
