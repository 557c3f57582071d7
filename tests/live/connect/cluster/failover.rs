//! Primaries that change.

use std::sync::Arc;

use redis_config::State;
use redis_config::dev::Cluster;
use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config_tests::poll::until;
use tokio::task::spawn_blocking;

use super::fixture::{Events, at, start};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_on_command_fails_and_doubles_nothing() {
    let cluster = Arc::new(start(Cluster::builder().replicas(1)).await);
    let handle = at(&cluster).connect().await.unwrap();
    let load = Load::start(&handle, 8);
    for shard in [0, 1, 0] {
        let before = load.counted();
        until("the load runs", 20 * SECOND, async || {
            load.counted() > before + 300
        })
        .await;
        let cluster = Arc::clone(&cluster);
        spawn_blocking(move || cluster.failover(shard).map(|_| ()).unwrap())
            .await
            .unwrap();
    }
    let before = load.counted();
    until("the load makes progress", 20 * SECOND, async || {
        load.counted() > before + 300
    })
    .await;
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(sum(&handle).await, counted);
    until("it is ready", 20 * SECOND, async || {
        handle.state().is_ready()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_primary_is_replaced_and_commands_wait_for_it() {
    let cluster = Arc::new(start(Cluster::builder().replicas(1)).await);
    let handle = at(&cluster).connect().await.unwrap();
    let mut conn = handle.conn();
    let owner = cluster.node_of("key").unwrap();
    let shard = cluster
        .shard_of_slot(cluster.slot_of("key").unwrap())
        .unwrap();
    conn.set::<_, _, ()>("key", 1).await.unwrap();
    owner.call(&["WAIT", "1", "20000"]).unwrap();
    owner.kill().unwrap();
    // Sent after the loss was seen: nothing was written, so it waits for the new primary.
    until("the loss is seen", 20 * SECOND, async || {
        matches!(handle.state(), State::Reconnecting { .. })
    })
    .await;
    let value: i64 = conn.incr("key", 1).await.unwrap();
    assert_eq!(value, 2);
    assert_ne!(cluster.primary_of(shard).unwrap().port(), owner.port());
    // The dead node is not waited for.
    until("it is ready", 20 * SECOND, async || {
        handle.state().is_ready()
    })
    .await;
    owner.restart().unwrap();
    cluster.wait_until_settled().unwrap();
    let value: i64 = conn.incr("key", 1).await.unwrap();
    assert_eq!(value, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_without_a_node_is_an_error_in_time_and_heals() {
    let cluster = start(Cluster::builder()).await;
    let config = Events {
        response_timeout: SECOND,
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    let owner = cluster.node_of("key").unwrap();
    let other = (0..)
        .map(|n| format!("other-{n}"))
        .find(|other| cluster.node_of(other).unwrap().port() != owner.port())
        .unwrap();
    owner.kill().unwrap();
    until("the cluster is down", 20 * SECOND, async || {
        let lost = conn.get::<_, Option<i64>>(&other).await;
        matches!(lost, Err(error) if error.to_string().contains("CLUSTERDOWN") || error.to_string().contains("down"))
    })
    .await;
    owner.restart().unwrap();
    until("it is back", 30 * SECOND, async || {
        conn.set::<_, _, ()>("key", 1).await.is_ok()
            && conn.get::<_, Option<i64>>(&other).await.is_ok()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_answer_reads_and_are_not_needed() {
    // The cluster itself does not notice the loss of a replica during this test.
    let cluster = start(Cluster::builder().replicas(1).node_timeout(60 * SECOND)).await;
    let config = Events {
        read_from: "replica".to_owned(),
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("key", 7).await.unwrap();
    let primary = cluster.node_of("key").unwrap();
    primary.call(&["WAIT", "1", "20000"]).unwrap();
    let gets = |server: &redis_config::dev::Server| {
        let stats = server.call(&["INFO", "commandstats"]).unwrap();
        stats.contains("cmdstat_get:calls=")
    };
    let shard = cluster
        .shard_of_slot(cluster.slot_of("key").unwrap())
        .unwrap();
    let replica = cluster.replicas_of(shard).unwrap()[0];
    until("a replica answers", 30 * SECOND, async || {
        assert_eq!(conn.get::<_, i64>("key").await.unwrap(), 7);
        gets(replica)
    })
    .await;
    replica.kill().unwrap();
    // Reads in flight are lost with it; the next ones go to the primary.
    until("the primary answers", 20 * SECOND, async || {
        conn.get::<_, i64>("key").await.is_ok() && gets(primary)
    })
    .await;
}

/// The rest was executed: a caller that retried after "not sent" would do it twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_on_several_nodes_with_a_dead_one_report_a_partial_result() {
    let builder = Cluster::builder().arg("cluster-require-full-coverage", "no");
    let cluster = start(builder).await;
    let handle = Events {
        response_timeout: 2 * SECOND,
        ..at(&cluster)
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    let owner = cluster.node_of("key").unwrap();
    let other = (0..)
        .map(|n| format!("other-{n}"))
        .find(|key| cluster.node_of(key).unwrap().port() != owner.port())
        .unwrap();
    owner.kill().unwrap();
    until("the loss is seen", 20 * SECOND, async || {
        !handle.state().is_ready()
    })
    .await;
    let mut pipeline = redis::pipe();
    pipeline.incr(&other, 1).incr("key", 1);
    let reply: RedisResult<(i64, i64)> = pipeline.query_async(&mut conn).await;
    let error = reply.unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    assert!(error.to_string().contains("a part"), "{error}");
    assert_eq!(conn.get::<_, i64>(&other).await.unwrap(), 1);
    let reply: RedisResult<()> = conn.mset(&[(other.as_str(), 7), ("key", 7)]).await;
    let error = reply.unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    assert_eq!(conn.get::<_, i64>(&other).await.unwrap(), 7);
    // A single command was not sent, and its error shows that.
    let error = conn.incr::<_, _, i64>("key", 1).await.unwrap_err();
    assert!(!redis_config::outcome_is_unknown(&error), "{error}");
    let mut pipeline = redis::pipe();
    pipeline.incr("key", 1).incr("key", 1);
    let reply: RedisResult<(i64, i64)> = pipeline.query_async(&mut conn).await;
    let error = reply.unwrap_err();
    assert!(!redis_config::outcome_is_unknown(&error), "{error}");
}

/// It does not report that it is no longer the primary; it does not reply at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_waits_at_a_frozen_primary_is_given_up_when_another_has_taken_over() {
    let cluster = Arc::new(start(Cluster::builder().replicas(1)).await);
    let handle = Events {
        response_timeout: 2 * SECOND,
        ..at(&cluster)
    }
    .connect()
    .await
    .unwrap();
    let mut waiting = handle.conn();
    let waiting =
        tokio::spawn(async move { waiting.blpop::<_, (String, String)>("list", 0.0).await });
    let owner = cluster.node_of("list").unwrap().port();
    let slot = cluster.slot_of("list").unwrap();
    let shard = cluster.shard_of_slot(slot).unwrap();
    let nodes = || cluster.nodes().iter();
    let frozen = nodes().find(|node| node.port() == owner).unwrap();
    until("it waits there", 20 * SECOND, async || {
        let clients = frozen.call(&["CLIENT", "LIST"]).unwrap();
        clients.contains("cmd=blpop")
    })
    .await;
    frozen.freeze().unwrap();
    let watching = Arc::clone(&cluster);
    spawn_blocking(move || {
        let others = watching.wait_for_primary_other_than(shard, owner, 60 * SECOND);
        others.map(|_| ()).unwrap();
    })
    .await
    .unwrap();
    let error = tokio::time::timeout(60 * SECOND, waiting)
        .await
        .expect("it is given up")
        .unwrap()
        .unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    let mut conn = handle.conn();
    until("the new primary is used", 20 * SECOND, async || {
        conn.rpush::<_, _, i64>("list", "x").await.is_ok()
    })
    .await;
    frozen.thaw().unwrap();
}

/// Its primary is behind it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_replica_does_not_make_the_instance_unready() {
    let builder = Cluster::builder().replicas(1).node_timeout(60 * SECOND);
    let cluster = start(builder).await;
    let handle = Events {
        read_from: "replica".to_owned(),
        ..at(&cluster)
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    let replicas = [0, 1, 2].map(|shard| cluster.replicas_of(shard).unwrap()[0]);
    let ours = |node: &redis_config::dev::Server| {
        let clients = node.call(&["CLIENT", "LIST"]).unwrap();
        clients.contains("name=redis-config:events:shared")
    };
    until("the replicas are read from", 30 * SECOND, async || {
        replicas.iter().all(|replica| ours(replica))
    })
    .await;
    let mut seen = handle.watch();
    assert!(seen.borrow_and_update().is_ready());
    // Reads that were in flight to it are retried elsewhere.
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let readers: Vec<_> = (0..16)
        .map(|reader| {
            let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut n = 0_u64;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let key = format!("key-{reader}-{n}");
                    let mut pipeline = redis::pipe();
                    pipeline.get(&key).get(format!("other-{key}"));
                    let _: Option<i64> = conn.get(&key).await.unwrap();
                    let _: Vec<Option<i64>> = pipeline.query_async(&mut conn).await.unwrap();
                    n += 1;
                }
            })
        })
        .collect();
    for replica in &replicas[..2] {
        replica.kill().unwrap();
        for n in 0..1_000 {
            let () = conn.set(format!("key-{n}"), n).await.unwrap();
        }
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    assert!(handle.state().is_ready(), "{:?}", handle.state());
    assert!(!seen.has_changed().unwrap(), "it was ready all the time");
}
