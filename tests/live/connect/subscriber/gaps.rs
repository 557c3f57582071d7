//! A gap comes before the first message after it, whatever the cause.

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::{RedisConfig, Subscriber, SubscriberEvent};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::block_in_place;
use tokio::time::timeout;

use super::fixture::{PATIENCE, message, next, publish, until_subscribed};
use crate::fixture::{Live, MILLI, SECOND, at, sockets, up};
use crate::topology::fixture::{AnyRedis, at as anywhere};

/// Publishes until somebody receives it, in one go: the subscriber has no time in between.
fn publish_until_received(server: &Server, command: &str, channel: &str, text: &str) {
    redis_config_tests::poll::until_blocking("somebody receives it", PATIENCE, || {
        server
            .call(&[command, channel, text])
            .is_ok_and(|received| received != "0")
    });
}

/// Reads up to the message with this text, and counts the gaps.
async fn gaps_before<C: RedisConfig>(subscriber: &mut Subscriber<C>, text: &str) -> usize {
    let mut gaps = 0;
    loop {
        let event = timeout(PATIENCE, subscriber.next()).await;
        match event.expect("something comes") {
            SubscriberEvent::Gap => gaps += 1,
            SubscriberEvent::Message(message) => {
                assert_eq!(message.payload(), text.as_bytes());
                return gaps;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_of_sentinels_is_a_gap() {
    let set = Sentinel::start().unwrap();
    let handle = anywhere(set.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    subscriber.psubscribe("weather.*").await.unwrap();
    publish(set.primary().unwrap(), "news", "before");
    assert_eq!(gaps_before(&mut subscriber, "before").await, 0);
    let new = block_in_place(|| set.failover()).unwrap();
    block_in_place(|| publish_until_received(new, "PUBLISH", "news", "after"));
    assert_eq!(gaps_before(&mut subscriber, "after").await, 1);
    // The other follows, and is no second break.
    until("the pattern is there, too", PATIENCE, async || {
        new.call(&["PUBSUB", "NUMPAT"]).unwrap() == "1"
    })
    .await;
    publish(new, "weather.north", "rain");
    assert!(gaps_before(&mut subscriber, "rain").await <= 1);
}

async fn receivers_in_a_cluster(cluster: &Cluster) -> Subscriber<AnyRedis> {
    let handle = anywhere(cluster.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.ssubscribe("channel").await.unwrap();
    let node = cluster.node_of("channel").unwrap();
    node.call(&["SPUBLISH", "channel", "before"]).unwrap();
    assert_eq!(gaps_before(&mut subscriber, "before").await, 0);
    subscriber
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sharded_channel_whose_slot_moves_and_whose_node_dies_is_a_gap_each_time() {
    let cluster = block_in_place(|| Cluster::builder().replicas(1).start()).unwrap();
    let mut subscriber = receivers_in_a_cluster(&cluster).await;
    let slot = cluster.slot_of("channel").unwrap();
    let from = cluster.shard_of_slot(slot).unwrap();
    let to = (from + 1) % 3;
    block_in_place(|| cluster.reshard(slot..=slot, to)).unwrap();
    let node = cluster.primary_of(to).unwrap();
    block_in_place(|| publish_until_received(node, "SPUBLISH", "channel", "moved"));
    assert_eq!(gaps_before(&mut subscriber, "moved").await, 1);

    node.kill().unwrap();
    let next =
        block_in_place(|| cluster.wait_for_primary_other_than(to, node.port(), PATIENCE)).unwrap();
    block_in_place(|| publish_until_received(next, "SPUBLISH", "channel", "survived"));
    assert_eq!(gaps_before(&mut subscriber, "survived").await, 1);
}

/// Channels and patterns without a slot are subscribed at any node, and that node dies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_death_of_the_node_of_channels_and_patterns_is_a_gap() {
    let cluster = block_in_place(|| Cluster::builder().replicas(1).start()).unwrap();
    let handle = anywhere(cluster.url()).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    subscriber.psubscribe("weather.*").await.unwrap();
    let ears = |node: &&Server| {
        let list = node.call(&["CLIENT", "LIST"]).unwrap();
        list.contains("name=redis-config:any:subscriber")
    };
    let dead = cluster.nodes().iter().find(ears).unwrap();
    dead.kill().unwrap();
    let alive = || cluster.nodes().iter().filter(|node| node.is_awake());
    // One node is enough: the cluster bus forwards the message.
    until(
        "channel and pattern are subscribed at another node",
        PATIENCE,
        async || {
            alive().any(|node| {
                let asked = [&["PUBSUB", "NUMPAT"][..], &["PUBSUB", "NUMSUB", "news"]];
                let output = asked.map(|command| node.call(command).unwrap());
                output == ["1", "news\n1"]
            })
        },
    )
    .await;
    let any = alive().next().unwrap();
    publish(any, "news", "after");
    publish(any, "weather.north", "rain");
    let mut gaps = 0;
    let mut received = Vec::new();
    while received.len() < 2 {
        match timeout(PATIENCE, subscriber.next()).await.unwrap() {
            SubscriberEvent::Gap => gaps += 1,
            SubscriberEvent::Message(message) => {
                assert!(gaps > 0, "a gap comes first");
                received.push(message.into_payload());
            }
            other => panic!("{other:?}"),
        }
    }
    received.sort();
    assert_eq!(received, [b"after".to_vec(), b"rain".to_vec()]);
}

#[tokio::test]
async fn patterns_and_sharded_channels_are_renewed_after_a_gap() {
    let (server, handle) = up().await;
    for kind in ["channel", "pattern", "sharded"] {
        let mut subscriber = handle.subscriber().await.unwrap();
        let command = match kind {
            "channel" => subscriber.subscribe("name").await.map(|()| "PUBLISH"),
            "pattern" => subscriber.psubscribe("n?me").await.map(|()| "PUBLISH"),
            _ => subscriber.ssubscribe("name").await.map(|()| "SPUBLISH"),
        }
        .unwrap();
        for round in 0..5 {
            server.call(&["CLIENT", "KILL", "TYPE", "pubsub"]).unwrap();
            let text = round.to_string();
            // This thread leaves the subscriber no time between its return and the message.
            let deadline = std::time::Instant::now() + PATIENCE;
            while server.call(&[command, "name", &text]).unwrap() == "0" {
                assert!(std::time::Instant::now() < deadline, "{kind}: not there");
                tokio::task::yield_now().await;
            }
            let event = next(&mut subscriber).await;
            assert!(matches!(event, SubscriberEvent::Gap), "{kind}: {event:?}");
            let message = message(&mut subscriber).await;
            assert_eq!(message.payload(), text.as_bytes());
            assert_eq!(message.pattern().is_some(), kind == "pattern");
            assert_eq!(message.is_sharded(), kind == "sharded");
        }
    }
}

/// Channels are quiet most of the time: nothing is sent on their sockets that could fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_open_socket_of_a_subscriber_is_found_by_the_keepalive_and_is_a_gap() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let config = Live {
        response_timeout: 500 * MILLI,
        keepalive: SECOND,
        ..at(proxy.url(&server.url()))
    };
    let handle = config.connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    assert_eq!(publish(&server, "news", "before"), "1");
    assert_eq!(gaps_before(&mut subscriber, "before").await, 0);
    let asked = proxy.passed("SUBSCRIBE");
    proxy.black_hole();
    publish(&server, "news", "lost");
    until("it subscribes on a new socket", PATIENCE, async || {
        proxy.passed("SUBSCRIBE") > asked
    })
    .await;
    // The server never learns that the first one ended.
    until("that is confirmed", PATIENCE, async || {
        sockets(&server, "subscriber") == 2
            && server.call(&["PUBSUB", "NUMSUB", "news"]).unwrap() == "news\n2"
    })
    .await;
    publish(&server, "news", "after");
    assert_eq!(gaps_before(&mut subscriber, "after").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_is_found_by_the_keepalive_of_a_subscriber_and_is_a_gap() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let config = Live {
        connect_timeout: SECOND,
        response_timeout: 500 * MILLI,
        keepalive: SECOND,
        reconnect_max_delay: 200 * MILLI,
        ..at(proxy.url(&server.url()))
    };
    let handle = config.connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    // No other client connects, so the open sockets are the earlier ones.
    proxy.refuse().await;
    assert_eq!(proxy.open(), 2);
    server.freeze().unwrap();
    until("both sockets are given up", PATIENCE, async || {
        proxy.open() == 0
    })
    .await;
    server.thaw().unwrap();
    proxy.serve().await;
    until_subscribed(&server, "news").await;
    publish(&server, "news", "after");
    assert_eq!(gaps_before(&mut subscriber, "after").await, 1);
}
