//! Slots that move from node to node.

use std::sync::Arc;

use redis_config::Connection;
use redis_config::dev::{Cluster, Migration};
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::spawn_blocking;

use super::fixture::{Events, at, start, up};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slots_move_under_load_and_no_command_fails_or_is_doubled() {
    let (cluster, handle) = up().await;
    let cluster = Arc::new(cluster);
    let load = Load::start(&handle, 8);
    until("the load runs", 20 * SECOND, async || load.counted() > 500).await;
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || {
        moving.reshard(0..=400, 1).unwrap();
        moving.reshard(0..=200, 2).unwrap();
        moving.reshard(8000..=8200, 0).unwrap();
    })
    .await
    .unwrap();
    let before = load.counted();
    until("the load makes progress", 20 * SECOND, async || {
        load.counted() > before + 500
    })
    .await;
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(sum(&handle).await, counted);
    println!("{counted} counts while 803 slots moved");
}

/// A slot with two keys, one of which has moved to the next shard.
async fn half_moved<'a>(cluster: &'a Cluster, conn: &mut Connection<Events>) -> Migration<'a> {
    conn.mset::<_, _, ()>(&[("{t}a", 1), ("{t}b", 2)])
        .await
        .unwrap();
    let slot = cluster.slot_of("{t}").unwrap();
    let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
    let migration = cluster.begin_migration(slot, to).unwrap();
    migration.move_these(&["{t}a"]).unwrap();
    migration
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_half_way_is_served_from_both_sides() {
    let (cluster, handle) = up().await;
    let mut conn = handle.conn();
    let migration = half_moved(&cluster, &mut conn).await;
    // One key is on the target, one on the source, and one is new, which means on the target.
    assert_eq!(conn.incr::<_, _, i64>("{t}a", 10).await.unwrap(), 11);
    assert_eq!(conn.incr::<_, _, i64>("{t}b", 10).await.unwrap(), 12);
    assert_eq!(conn.incr::<_, _, i64>("{t}new", 10).await.unwrap(), 10);
    let mut pipeline = redis::pipe();
    pipeline.incr("{t}a", 1).incr("{t}b", 1).incr("{t}a", 1);
    let replies: Vec<i64> = pipeline.query_async(&mut conn).await.unwrap();
    assert_eq!(replies, [12, 13, 13]);
    // A transaction on keys of one side.
    let mut pipeline = redis::pipe();
    pipeline.atomic().incr("{t}a", 1).incr("{t}new", 1);
    let replies: Vec<i64> = pipeline.query_async(&mut conn).await.unwrap();
    assert_eq!(replies, [14, 11]);
    migration.finish().unwrap();
    let values: Vec<i64> = conn.mget(&["{t}a", "{t}b", "{t}new"]).await.unwrap();
    assert_eq!(values, [14, 13, 11]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_on_both_sides_are_waited_for() {
    let (cluster, handle) = up().await;
    let mut conn = handle.conn();
    let migration = half_moved(&cluster, &mut conn).await;
    let node = migration.from();
    let asked = async { conn.mget::<_, Vec<i64>>(&["{t}a", "{t}b"]).await.unwrap() };
    let finish = async {
        until("it got TRYAGAIN", 20 * SECOND, async || {
            node.call(&["INFO", "errorstats"])
                .unwrap()
                .contains("errorstat_TRYAGAIN:count=")
        })
        .await;
        migration.finish().unwrap();
    };
    let (values, ()) = tokio::join!(asked, finish);
    assert_eq!(values, [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_moved_costs_few_questions() {
    let cluster = Arc::new(start(Cluster::builder()).await);
    let (mut proxies, mut map) = (Vec::new(), Vec::new());
    for seed in cluster.seeds() {
        let proxy = Proxy::start(&seed).await.unwrap();
        map.push(format!("{seed}=127.0.0.1:{}", proxy.port()));
        proxies.push(proxy);
    }
    let config = Events {
        nodes: vec![format!("127.0.0.1:{}", proxies[0].port())],
        address_map: Some(map),
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    // Through the proxies passes only what we ask, the test's own questions do not.
    let asked = || {
        proxies
            .iter()
            .map(|proxy| proxy.passed("CLUSTER"))
            .sum::<u64>()
    };
    let (before, begun) = (asked(), std::time::Instant::now());
    let load = Load::start(&handle, 16);
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || {
        // Slots of keys that are in use, one after the other.
        for task in 0..16 {
            for n in 0..6 {
                let slot = moving.slot_of(&format!("count:{task}:{n}")).unwrap();
                let to = (moving.shard_of_slot(slot).unwrap() + 1) % 3;
                moving.reshard(slot..=slot, to).unwrap();
            }
        }
    })
    .await
    .unwrap();
    let (questions, rounds) = (
        asked() - before,
        begun.elapsed().as_millis() as u64 / 150 + 3,
    );
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(sum(&handle).await, counted);
    println!("{questions} questions in {:?}", begun.elapsed());
    // Three nodes each round, and two commands each.
    assert!(questions <= 6 * rounds, "{questions} in {rounds} rounds");
    assert!(questions >= 6, "no slot that moved was seen");
}
