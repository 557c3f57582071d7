//! Instances whose topology is detected, and instances that are disabled.

use std::time::Duration;

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind, Handle, State, TopologyKind};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use super::fixture::{AnyRedis, at};

async fn works(handle: &Handle<AnyRedis>) {
    for n in 0..20 {
        let key = format!("key{n}");
        handle.conn().set::<_, _, ()>(&key, n).await.unwrap();
        assert_eq!(handle.conn().get::<_, u32>(&key).await.unwrap(), n);
    }
}

#[tokio::test]
async fn one_server_is_detected_and_its_topology_does_not_change() {
    let server = Server::start().unwrap();
    let handle = at(server.url()).connect().await.unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Standalone));
    works(&handle).await;
    assert_eq!(handle.generation(), 1);
    let health = handle.health().await.unwrap();
    assert_eq!(health.mode.as_deref(), Some("standalone"));
    assert_eq!(health.topology, Some(TopologyKind::Standalone));
    let state = handle.state();
    let State::Ready { topology, .. } = state else {
        panic!("{state:?}");
    };
    assert_eq!(topology, TopologyKind::Standalone);
}

#[tokio::test]
async fn a_cluster_is_found_through_any_of_its_nodes() {
    let cluster = Cluster::start().unwrap();
    let node = cluster.node(1).unwrap();
    let handle = at(node.url()).connect().await.unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Cluster));
    assert_eq!(handle.primary_address(), None, "a cluster has several");
    assert_eq!(handle.slot_of("key"), cluster.slot_of("key").unwrap());
    works(&handle).await;
}

#[tokio::test]
async fn the_scheme_of_the_url_decides_before_the_server_is_asked() {
    let set = Sentinel::start().unwrap();
    let handle = at(set.url()).connect_lazy().unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Sentinel));
    assert_eq!(handle.primary_address(), None, "no sentinel was asked yet");
    works(&handle).await;
    let primary = format!("127.0.0.1:{}", set.primary_port().unwrap());
    assert_eq!(handle.primary_address(), Some(primary));
}

#[tokio::test]
async fn a_lazy_handle_finds_out_with_its_first_command() {
    let cluster = Cluster::start().unwrap();
    let handle = at(cluster.node(0).unwrap().url()).connect_lazy().unwrap();
    assert_eq!(handle.topology(), None);
    assert!(matches!(handle.state(), State::Idle));
    let mut own = handle.dedicated().await.unwrap();
    own.set::<_, _, ()>("k", "v").await.unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Cluster));
    works(&handle).await;
}

#[tokio::test]
async fn a_server_that_starts_late_is_detected_when_it_is_up() {
    let server = Server::start().unwrap();
    server.kill().unwrap();
    let handle = at(server.url()).connect_lazy().unwrap();
    let mut conn = handle.conn();
    let waiting = tokio::spawn(async move { conn.set::<_, _, ()>("k", "v").await });
    until("it has tried", Duration::from_secs(10), async || {
        matches!(handle.state(), State::Reconnecting { .. })
    })
    .await;
    server.restart().unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Standalone));
}

#[tokio::test]
async fn the_error_for_a_sentinel_names_the_missing_service_name() {
    let set = Sentinel::start().unwrap();
    let sentinel = set.sentinels()[0].port();
    let error = at(format!("redis://127.0.0.1:{sentinel}"))
        .connect()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Topology, "{error}");
    assert!(error.to_string().contains("`master`"), "{error}");
}

#[tokio::test]
async fn an_instance_is_switched_across_topologies_and_back() {
    let (server, cluster) = (Server::start().unwrap(), Cluster::start().unwrap());
    let handle = at(server.url()).connect().await.unwrap();
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("where", "server").await.unwrap();
    handle
        .switch(at(cluster.node(0).unwrap().url()))
        .await
        .unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Cluster));
    assert_eq!(conn.get::<_, Option<String>>("where").await.unwrap(), None);
    conn.set::<_, _, ()>("where", "cluster").await.unwrap();
    works(&handle).await;
    handle.rollback().await.unwrap();
    assert_eq!(conn.get::<_, String>("where").await.unwrap(), "server");
}

#[tokio::test]
async fn a_disabled_instance_opens_nothing_until_it_is_switched_on() {
    let server = Server::start().unwrap();
    let off = AnyRedis {
        disabled: true,
        ..at(server.url())
    };
    let handle = off.connect().await.unwrap();
    let mut seen = handle.watch();
    assert!(matches!(*seen.borrow_and_update(), State::Disabled));
    let error = handle
        .conn()
        .get::<_, Option<String>>("k")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("disabled"), "{error}");
    assert!(error.to_string().contains("ANY_REDIS_DISABLED"), "{error}");
    let error = handle.dedicated().await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Disabled);
    assert!(!seen.has_changed().unwrap(), "nothing has");
    let clients = server.call(&["CLIENT", "LIST"]).unwrap();
    assert!(!clients.contains("redis-config:any"), "{clients}");

    handle.switch(at(server.url())).await.unwrap();
    works(&handle).await;
    handle.switch(off).await.unwrap();
    assert!(matches!(handle.state(), State::Disabled));
    handle
        .conn()
        .get::<_, Option<String>>("k")
        .await
        .unwrap_err();
}

/// Frozen with the first success: another kind of server at the address is a mistake, and never followed in silence.
#[tokio::test]
async fn a_detected_topology_is_not_detected_again() {
    let server = Server::start().unwrap();
    let handle = at(server.url()).connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set("k", "v").await.unwrap();
    server.kill().unwrap();
    let port = server.port().to_string();
    let node = Server::builder()
        .port(server.port())
        .arg("cluster-enabled", "yes")
        .start()
        .unwrap();
    until("it is logged", Duration::from_secs(20), async || {
        let state = handle.state();
        state
            .last_error()
            .is_some_and(|error| error.kind() == ConnectErrorKind::Topology)
    })
    .await;
    assert_eq!(handle.topology(), Some(TopologyKind::Standalone));
    let error = conn.get::<_, Option<String>>("k").await.unwrap_err();
    assert!(error.to_string().contains("cluster"), "{error} {port}");
    drop(node);
    server.restart().unwrap();
    until("it is used again", Duration::from_secs(20), async || {
        conn.get::<_, Option<String>>("k").await.is_ok()
    })
    .await;
}

fn connections(server: &Server) -> u64 {
    let stats = server.call(&["INFO", "stats"]).unwrap();
    let count = stats
        .lines()
        .find_map(|line| line.strip_prefix("total_connections_received:"));
    count.unwrap().trim().parse().unwrap()
}

/// One task asks, whatever the number of callers. It continues without them, and the state shows the error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_info_is_not_stormed_and_heals() {
    let server = Server::builder().password("right").start().unwrap();
    let url = format!("redis://:wrong@127.0.0.1:{}", server.port());
    let handle = at(url).connect_lazy().unwrap();
    let before = connections(&server);
    let began = std::time::Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..200 {
        let handle = handle.clone();
        callers.spawn(async move {
            let mut refused = 0;
            while began.elapsed() < Duration::from_secs(2) {
                let reply = handle.conn().get::<_, Option<String>>("k").await;
                refused += u32::from(reply.is_err());
            }
            refused
        });
    }
    let refused: u32 = callers.join_all().await.into_iter().sum();
    let (attempts, rounds) = (
        connections(&server) - before,
        began.elapsed().as_millis() / 50,
    );
    println!("{refused} commands, {attempts} connections");
    assert!(u128::from(attempts) < rounds + 20, "{attempts} connections");
    assert!(
        matches!(handle.state(), State::AuthRejected { .. }),
        "{:?}",
        handle.state()
    );
    // No caller sends anything meanwhile.
    let mut seen = handle.watch();
    server
        .call(&["CONFIG", "SET", "requirepass", "wrong"])
        .unwrap();
    until(
        "the topology is found",
        Duration::from_secs(20),
        async || handle.topology() == Some(TopologyKind::Standalone),
    )
    .await;
    works(&handle).await;
    assert!(seen.borrow_and_update().is_ready());
}
