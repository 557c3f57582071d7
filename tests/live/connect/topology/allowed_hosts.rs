//! Where servers may send us.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use redis_config::dev::{Cluster, Sentinel};
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind, RedisConfig, State};
use redis_config_tests::poll::until;

use crate::cluster::fixture::start;
use crate::fixture::SECOND;

/// Another address of this machine: a server that listens on 127.0.0.1 is not there.
const OTHER: &str = "127.0.0.2";

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    allowed_hosts: Option<Vec<String>>,
    address_map: Option<Vec<String>>,
    connect_timeout: Duration,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "events", env = "EVENTS_REDIS", topology = cluster)]
struct Events {
    nodes: Vec<String>,
    allowed_hosts: Option<Vec<String>>,
    connect_timeout: Duration,
    response_timeout: Duration,
}

fn hosts(hosts: &[&str]) -> Option<Vec<String>> {
    Some(hosts.iter().map(|host| (*host).to_owned()).collect())
}

/// Whether somebody has come to a door since it was opened.
fn was_knocked_at(door: &TcpListener) -> bool {
    door.set_nonblocking(true).unwrap();
    match door.accept() {
        Ok(_) => true,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_cannot_send_us_to_a_host_that_is_not_allowed() {
    let set = Sentinel::builder().sentinels(3).start().unwrap();
    let primary = set.primary().unwrap().port();
    // Written in another form than the servers announce, so the primary and the other sentinels do not match the list.
    let config = Watched {
        nodes: vec![set.nodes()[0].replace("127.0.0.1", "localhost")],
        master: set.master().to_owned(),
        allowed_hosts: hosts(&["10.0.0.0/8", "*.redis.internal"]),
        address_map: None,
        connect_timeout: SECOND,
    };
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Topology, "{error}");
    let text = error.to_string();
    for part in [
        format!("`127.0.0.1:{primary}`"),
        "a server sent us to this host, which is not allowed".to_owned(),
        "`allowed_hosts` (variable `WATCHED_REDIS_ALLOWED_HOSTS`)".to_owned(),
    ] {
        assert!(text.contains(&part), "{part}: {text}");
    }
    let list = set.primary().unwrap().call(&["CLIENT", "LIST"]).unwrap();
    assert!(!list.contains("name=redis-config:watched:"), "{list}");
    // Only the one that is configured was asked.
    let list = set.sentinels()[1].call(&["CLIENT", "LIST"]).unwrap();
    assert!(!list.contains("name=redis-config:watched:"), "{list}");

    let allowed = Watched {
        allowed_hosts: hosts(&["127.0.0.0/8"]),
        ..config.clone()
    };
    let handle = allowed.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();

    // Where the map leads to is configured.
    let mapped = Watched {
        address_map: Some(vec![format!("127.0.0.1:{primary}=localhost:{primary}")]),
        ..config
    };
    let handle = mapped.connect().await.unwrap();
    assert_eq!(handle.conn().get("k").await, Ok("v".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_cannot_send_us_to_a_host_that_is_not_allowed() {
    let cluster = start(Cluster::builder()).await;
    let handle = Events {
        nodes: vec![cluster.seeds()[0].clone()],
        allowed_hosts: hosts(&["127.0.0.1"]),
        connect_timeout: 2 * SECOND,
        response_timeout: 2 * SECOND,
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    for n in 0..50 {
        let () = conn.set(n, n).await.unwrap();
    }

    // A node announces another address, at which a listener waits.
    let node = cluster.primary_of(1).unwrap();
    let door = TcpListener::bind((OTHER, node.port())).unwrap();
    let announce = |address| {
        node.call(&["CONFIG", "SET", "cluster-announce-ip", address])
            .unwrap();
    };
    announce(OTHER);
    let first = cluster.primary_of(0).unwrap();
    until(
        "the others have the announcement",
        10 * SECOND,
        async || first.call(&["CLUSTER", "NODES"]).unwrap().contains(OTHER),
    )
    .await;
    let slot = |n: &i64| cluster.slot_of(&n.to_string()).unwrap();
    let key = (0..50)
        .find(|n| cluster.shard_of_slot(slot(n)).unwrap() == 0)
        .unwrap();
    cluster.reshard(slot(&key)..=slot(&key), 1).unwrap();

    // The node that had the key sends us on.
    let error = conn.get::<_, i64>(key).await.unwrap_err().to_string();
    let reply = format!(
        "`{OTHER}:{}`: a server sent us to this host, which is not allowed",
        node.port()
    );
    assert!(error.contains(&reply), "{error}");
    assert!(error.contains("`allowed_hosts`"), "{error}");
    until("the handle reports it", 10 * SECOND, async || {
        format!("{:?}", handle.state()).contains(&reply)
    })
    .await;
    assert!(!was_knocked_at(&door));

    announce("127.0.0.1");
    until("the key is reached again", 20 * SECOND, async || {
        conn.get::<_, i64>(key).await == Ok(key)
    })
    .await;
    until("the handle is ready again", 20 * SECOND, async || {
        matches!(handle.state(), State::Ready { .. })
    })
    .await;
    assert!(!was_knocked_at(&door));
}
