//! Seeds of a cluster, and discovery from them.

use std::sync::Arc;

use redis_config::dev::{Cluster, Server};
use redis_config::redis::{self, AsyncCommands};
use redis_config::{ConnectErrorKind, State};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::spawn_blocking;

use super::fixture::{Events, at, start};
use crate::fixture::SECOND;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_node_is_a_seed_and_dead_ones_do_not_matter() {
    let cluster = start(Cluster::builder().replicas(1)).await;
    for seed in cluster.seeds() {
        let config = Events {
            nodes: vec!["127.0.0.1:1".to_owned(), seed, "127.0.0.1:2".to_owned()],
            ..at(&cluster)
        };
        let handle = config.connect().await.unwrap();
        let mut conn = handle.conn();
        for key in ["a", "b", "c", "d", "e"] {
            conn.set::<_, _, ()>(key, 1).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lazy_handle_finds_the_cluster_at_its_first_command() {
    let cluster = start(Cluster::builder()).await;
    let handle = at(&cluster).connect_lazy().unwrap();
    assert!(matches!(handle.state(), State::Idle));
    let size: usize = redis::cmd("DBSIZE")
        .query_async(&mut handle.conn())
        .await
        .unwrap();
    assert_eq!(size, 0);
    until("it is ready", 20 * SECOND, async || {
        handle.state().is_ready()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_server_is_refused_as_a_cluster() {
    let server = Server::start().unwrap();
    let config = Events {
        nodes: vec![format!("127.0.0.1:{}", server.port())],
        connect_timeout: 2 * SECOND,
        response_timeout: SECOND,
        connections: 1,
        read_from: "primary".to_owned(),
        address_map: None,
    };
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Topology, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_behind_translated_addresses_is_reached_through_them() {
    let cluster = start(Cluster::builder()).await;
    let mut proxies = Vec::new();
    let mut map = Vec::new();
    for seed in cluster.seeds() {
        let proxy = Proxy::start(&seed).await.unwrap();
        map.push(format!("{seed}=127.0.0.1:{}", proxy.port()));
        proxies.push(proxy);
    }
    let config = Events {
        nodes: vec![format!("127.0.0.1:{}", proxies[1].port())],
        address_map: Some(map),
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    for n in 0..50 {
        conn.set::<_, _, ()>(n, n).await.unwrap();
    }
    // A redirect names the address that the node announces.
    for n in 0..10 {
        let slot = cluster.slot_of(&n.to_string()).unwrap();
        let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
        cluster.reshard(slot..=slot, to).unwrap();
        assert_eq!(conn.get::<_, i64>(n).await.unwrap(), n);
    }
    for n in 0..50 {
        assert_eq!(conn.get::<_, i64>(n).await.unwrap(), n);
    }
    for (proxy, node) in proxies.iter().zip(cluster.nodes()) {
        let list = node.call(&["CLIENT", "LIST"]).unwrap();
        let ours = list
            .lines()
            .filter(|line| line.contains("name=redis-config:events:"));
        assert!(proxy.passed("SET") > 0);
        assert_eq!(ours.count(), proxy.open(), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_join_are_used_and_nodes_that_leave_are_closed() {
    let cluster = Arc::new(
        start(
            Cluster::builder()
                .shards(2)
                .arg("cluster-allow-replica-migration", "no"),
        )
        .await,
    );
    let config = Events {
        nodes: cluster.seeds()[..1].to_vec(),
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    for n in 0..100 {
        conn.set::<_, _, ()>(n, n).await.unwrap();
    }
    // All of the second shard's slots go to the first: it has none left.
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || moving.reshard(8192..=16383, 0).unwrap())
        .await
        .unwrap();
    for n in 0..100 {
        assert_eq!(conn.get::<_, i64>(n).await.unwrap(), n);
    }
    let left = &cluster.nodes()[1];
    until("its sockets are closed", 60 * SECOND, async || {
        let list = left.call(&["CLIENT", "LIST"]).unwrap();
        let ours = list
            .lines()
            .filter(|line| line.contains("name=redis-config:events:shared"));
        ours.count() == 0
    })
    .await;
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || moving.reshard(0..=2000, 1).unwrap())
        .await
        .unwrap();
    for n in 0..100 {
        assert_eq!(conn.get::<_, i64>(n).await.unwrap(), n);
    }
}
