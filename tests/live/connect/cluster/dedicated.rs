//! Blocking commands and dedicated sockets.

use std::sync::Arc;

use redis_config::dev::{Cluster, Server};
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::poll::until;
use tokio::task::spawn_blocking;

use super::fixture::{at, start, up};
use crate::fixture::SECOND;

/// Waits until a client blocks at this node.
async fn until_blocked(node: &Server) {
    until("a client blocks there", 30 * SECOND, async || {
        node.call(&["CLIENT", "LIST"])
            .unwrap()
            .contains("cmd=blpop")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocking_command_waits_where_its_key_is() {
    let (cluster, handle) = up().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let mut conn = handle.conn();
        tasks.spawn(async move {
            let (key, value): (String, usize) =
                conn.blpop(format!("list-{n}"), 20.0).await.unwrap();
            assert_eq!((key, value), (format!("list-{n}"), n));
        });
    }
    let mut conn = handle.conn();
    for n in 0..12 {
        let owner = cluster.node_of(&format!("list-{n}")).unwrap();
        until_blocked(owner).await;
        conn.rpush::<_, _, ()>(format!("list-{n}"), n)
            .await
            .unwrap();
    }
    tasks.join_all().await;
    let none: Option<(String, String)> = conn.blpop("list-0", 0.05).await.unwrap();
    assert_eq!(none, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocking_command_goes_along_when_its_slot_moves_or_its_node_becomes_a_replica() {
    let cluster = Arc::new(start(Cluster::builder().replicas(1)).await);
    let handle = at(&cluster).connect().await.unwrap();
    let mut conn = handle.conn();
    let slot = cluster.slot_of("list").unwrap();
    let shard = cluster.shard_of_slot(slot).unwrap();
    let to = (shard + 1) % 3;
    let mut waiting = handle.conn();
    let waiting = tokio::spawn(async move {
        waiting
            .blpop::<_, Option<(String, String)>>("list", 60.0)
            .await
    });
    let waits = async |shard: usize| {
        let owner = cluster.primary_of(shard).unwrap();
        until_blocked(owner).await;
    };
    waits(shard).await;
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || moving.reshard(slot..=slot, to).unwrap())
        .await
        .unwrap();
    waits(to).await;
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || moving.failover(to).map(|_| ()).unwrap())
        .await
        .unwrap();
    waits(to).await;
    conn.rpush::<_, _, ()>("list", "it").await.unwrap();
    let popped = waiting.await.unwrap().unwrap();
    assert_eq!(popped, Some(("list".to_owned(), "it".to_owned())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dedicated_connection_goes_where_its_key_is() {
    let (cluster, handle) = up().await;
    let mut own = handle.dedicated().await.unwrap();
    for n in 0..20 {
        own.set::<_, _, ()>(n, n).await.unwrap();
        assert_eq!(own.get::<_, i64>(n).await.unwrap(), n);
    }
    let pong: String = redis::cmd("PING").query_async(&mut own).await.unwrap();
    assert_eq!(pong, "PONG");

    // A session stays where it is, and knows what it watches.
    redis::cmd("WATCH")
        .arg("{t}a")
        .exec_async(&mut own)
        .await
        .unwrap();
    redis::cmd("MULTI").exec_async(&mut own).await.unwrap();
    redis::cmd("INCR")
        .arg("{t}a")
        .exec_async(&mut own)
        .await
        .unwrap();
    let sums: Vec<i64> = redis::cmd("EXEC").query_async(&mut own).await.unwrap();
    assert_eq!(sums, [1]);
    redis::cmd("WATCH")
        .arg("{t}a")
        .exec_async(&mut own)
        .await
        .unwrap();
    handle.conn().incr::<_, _, ()>("{t}a", 1).await.unwrap();
    redis::cmd("MULTI").exec_async(&mut own).await.unwrap();
    redis::cmd("INCR")
        .arg("{t}a")
        .exec_async(&mut own)
        .await
        .unwrap();
    let sums: Option<Vec<i64>> = redis::cmd("EXEC").query_async(&mut own).await.unwrap();
    assert_eq!(sums, None);

    // After a slot has moved, too.
    let slot = cluster.slot_of("{t}a").unwrap();
    let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
    cluster.reshard(slot..=slot, to).unwrap();
    assert_eq!(own.incr::<_, _, i64>("{t}a", 1).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_without_a_node_is_refused() {
    let (_cluster, handle) = up().await;
    let mut own = handle.dedicated().await.unwrap();
    let error = redis::cmd("MULTI").exec_async(&mut own).await.unwrap_err();
    assert!(error.to_string().contains("`WATCH`"), "{error}");
}
