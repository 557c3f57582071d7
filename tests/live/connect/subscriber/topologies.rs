//! Subscribers of clusters and of what sentinels watch.

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::{Subscriber, SubscriberEvent};
use redis_config_tests::poll::until;
use tokio::time::timeout;

use super::fixture::PATIENCE;
use crate::topology::fixture::{AnyRedis, at};

/// Waits for a message; a gap before it is part of the game.
async fn receives(subscriber: &mut Subscriber<AnyRedis>, text: &str) {
    loop {
        let event = timeout(PATIENCE, subscriber.next())
            .await
            .expect("something comes");
        if let SubscriberEvent::Message(message) = event
            && message.payload() == text.as_bytes()
        {
            return;
        }
    }
}

/// Publishes until somebody receives it.
async fn until_published(server: &Server, command: &str, channel: &str, text: &str) {
    until("somebody receives it", PATIENCE, async || {
        let reply = server.call(&[command, channel, text]);
        reply.is_ok_and(|reply| reply == "1")
    })
    .await;
}

#[tokio::test]
async fn sharded_channels_follow_their_slots_from_node_to_node() {
    let cluster = Cluster::start().unwrap();
    let handle = at(cluster.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    let channels = ["a", "b", "c", "d", "e", "f"];
    for channel in channels {
        subscriber.ssubscribe(channel).await.unwrap();
    }
    subscriber.subscribe("everywhere").await.unwrap();
    for channel in channels {
        let node = cluster.node_of(channel).unwrap();
        assert_eq!(node.call(&["SPUBLISH", channel, channel]).unwrap(), "1");
        receives(&mut subscriber, channel).await;
    }
    // Of the other kind every node passes every message on.
    let any = cluster.node(2).unwrap();
    any.call(&["PUBLISH", "everywhere", "x"]).unwrap();
    receives(&mut subscriber, "x").await;

    let slot = cluster.slot_of("a").unwrap();
    let from = cluster.node_of("a").unwrap().port();
    let to = (0..3)
        .find(|shard| cluster.primary_of(*shard).unwrap().port() != from)
        .unwrap();
    cluster.reshard(slot..=slot, to).unwrap();
    let node = cluster.primary_of(to).unwrap();
    until_published(node, "SPUBLISH", "a", "moved").await;
    receives(&mut subscriber, "moved").await;
}

#[tokio::test]
async fn a_subscriber_of_a_cluster_survives_the_death_of_its_node() {
    let cluster = Cluster::builder().replicas(1).start().unwrap();
    let handle = at(cluster.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.ssubscribe("a").await.unwrap();
    let shard = cluster
        .shard_of_slot(cluster.slot_of("a").unwrap())
        .unwrap();
    let dead = cluster.primary_of(shard).unwrap();
    let port = dead.port();
    dead.kill().unwrap();
    cluster
        .wait_for_primary_other_than(shard, port, PATIENCE)
        .unwrap();
    let next = cluster.primary_of(shard).unwrap();
    until_published(next, "SPUBLISH", "a", "after").await;
    receives(&mut subscriber, "after").await;
}

#[tokio::test]
async fn a_subscriber_follows_the_primary_that_the_sentinels_name() {
    let set = Sentinel::start().unwrap();
    let handle = at(set.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    set.failover().unwrap();
    let primary = set.primary().unwrap();
    until_published(primary, "PUBLISH", "news", "after").await;
    receives(&mut subscriber, "after").await;
    // The old node has no subscription left except those of its own replicas.
    let before = set.replicas().unwrap();
    for server in before {
        until("the old primary is left", PATIENCE, async || {
            let reply = server.call(&["PUBSUB", "NUMSUB", "news"]);
            reply.is_ok_and(|reply| reply.ends_with("\n0"))
        })
        .await;
    }
}
