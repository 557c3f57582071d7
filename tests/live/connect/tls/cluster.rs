//! TLS connections of instances whose topology is detected, mainly clusters.

use std::sync::Arc;

use redis_config::dev::{Certificates, Cluster, Server};
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, SubscriberEvent, TopologyKind};
use redis_config_tests::poll::until;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::fixture::{Vault, vault};
use crate::cluster::fixture::start;
use crate::fixture::load::{Load, sum};
use crate::fixture::{MILLI, SECOND};

const SOON: std::time::Duration = std::time::Duration::from_secs(60);

/// A key of each shard.
fn keys(cluster: &Cluster) -> [String; 3] {
    [0, 1, 2].map(|shard| {
        let of = |key: &String| {
            let slot = cluster.slot_of(key).unwrap();
            cluster.shard_of_slot(slot).unwrap() == shard
        };
        (0..).map(|n| format!("key-{n}")).find(of).unwrap()
    })
}

async fn works(handle: &Handle<Vault>, keys: &[String]) {
    for key in keys {
        let () = handle.conn().set(key, key).await.unwrap();
        assert_eq!(&handle.conn().get::<_, String>(key).await.unwrap(), key);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_does_over_tls_all_that_it_does_without() {
    let certificates = Certificates::new().unwrap();
    let builder = Cluster::builder()
        .replicas(1)
        .tls(certificates.server().unwrap());
    let cluster = Arc::new(start(builder).await);
    let handle = vault(cluster.url(), &certificates).connect().await.unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Cluster));
    let keys = keys(&cluster);
    works(&handle, &keys).await;
    let list = cluster.node_of("list").unwrap();
    let mut waiting = handle.conn();
    let waiting = tokio::spawn(async move {
        waiting
            .blpop::<_, Option<(String, String)>>("list", 60.0)
            .await
    });
    until("it waits where its key is", SOON, async || {
        list.call(&["CLIENT", "LIST"])
            .unwrap()
            .contains("cmd=blpop")
    })
    .await;
    let mut subscriber = handle.subscriber().await.unwrap();
    for channel in &keys {
        subscriber.ssubscribe(channel).await.unwrap();
        let node = cluster.node_of(channel).unwrap();
        assert_eq!(node.call(&["SPUBLISH", channel, "x"]).unwrap(), "1");
        let event = subscriber.next().await;
        assert!(matches!(event, SubscriberEvent::Message(_)), "{event:?}");
    }

    // One node is enough to discover the rest, over TLS too.
    let by_node = cluster.node(1).unwrap().url();
    let found = vault(by_node, &certificates).connect().await.unwrap();
    assert_eq!(found.topology(), Some(TopologyKind::Cluster));
    works(&found, &keys).await;

    let load = Load::start(&handle, 4);
    load.goes_on(200).await;
    let moving = Arc::clone(&cluster);
    spawn_blocking(move || {
        moving.reshard(0..=20, 1).unwrap();
        let slot = moving.slot_of("list").unwrap();
        let shard = moving.shard_of_slot(slot).unwrap();
        moving.failover(shard).map(|_| ()).unwrap();
    })
    .await
    .unwrap();
    load.goes_on(200).await;
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(sum(&handle).await, counted);
    works(&handle, &keys).await;
    let () = handle.conn().rpush("list", "it").await.unwrap();
    let popped = waiting.await.unwrap().unwrap();
    assert_eq!(popped, Some(("list".to_owned(), "it".to_owned())));
    // A message published at one node is delivered at each of them.
    for channel in &keys {
        let node = cluster.node_of(channel).unwrap();
        until("it is delivered wherever its shard is now", SOON, async || {
            node.call(&["SPUBLISH", channel, "y"]).unwrap();
            let event = timeout(20 * MILLI, subscriber.next()).await;
            matches!(event, Ok(SubscriberEvent::Message(message)) if message.channel() == *channel)
        })
        .await;
    }
}

#[tokio::test]
async fn a_single_server_is_found_over_tls() {
    let certificates = Certificates::new().unwrap();
    let server = Server::builder()
        .tls(certificates.server().unwrap())
        .plaintext(false)
        .start()
        .unwrap();
    let handle = vault(server.url(), &certificates).connect().await.unwrap();
    assert_eq!(handle.topology(), Some(TopologyKind::Standalone));
    works(&handle, &["k".to_owned()]).await;
    server.restart().unwrap();
    until("the same handle works", 20 * SECOND, async || {
        handle.conn().get::<_, Option<String>>("k").await.is_ok()
    })
    .await;
    assert_eq!(handle.topology(), Some(TopologyKind::Standalone));
    // An untrusted certificate is reported as such, not as a server of another kind.
    let stranger = Certificates::new().unwrap();
    let error = vault(server.url(), &stranger).connect().await.unwrap_err();
    assert_eq!(error.kind(), redis_config::ConnectErrorKind::Tls, "{error}");
}
