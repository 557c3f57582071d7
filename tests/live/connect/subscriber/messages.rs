//! Messages of channels.

use redis_config::SubscriberEvent;
use redis_config::dev::Server;
use redis_config_tests::poll::until;

use super::fixture::{PATIENCE, gap, message, next, publish, until_subscribed};
use crate::fixture::{Live, SECOND, at, sockets, up};

#[tokio::test]
async fn channels_patterns_and_sharded_channels_deliver_until_unsubscribed() {
    let (server, handle) = up().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    subscriber.psubscribe("weather.*").await.unwrap();
    subscriber.ssubscribe("shard").await.unwrap();
    assert_eq!(publish(&server, "news", "one"), "1");
    publish(&server, "weather.north", "rain");
    server.call(&["SPUBLISH", "shard", "three"]).unwrap();

    let first = message(&mut subscriber).await;
    assert_eq!(
        (&*first.channel(), first.payload(), first.pattern()),
        ("news", &b"one"[..], None)
    );
    let second = message(&mut subscriber).await;
    assert_eq!(
        (&*second.channel(), second.pattern()),
        ("weather.north", Some(&b"weather.*"[..]))
    );
    let third = message(&mut subscriber).await;
    assert!(third.is_sharded() && third.into_payload() == b"three");

    subscriber.unsubscribe("news").await.unwrap();
    subscriber.punsubscribe("weather.*").await.unwrap();
    subscriber.sunsubscribe("shard").await.unwrap();
    assert_eq!(publish(&server, "news", "two"), "0");
    assert_eq!(publish(&server, "weather.south", "sun"), "0");
    assert_eq!(server.call(&["SPUBLISH", "shard", "x"]).unwrap(), "0");
    drop(subscriber);
    until("its socket is closed", PATIENCE, async || {
        sockets(&server, "subscriber") == 0
    })
    .await;
}

#[tokio::test]
async fn a_subscriber_survives_a_restart_with_a_gap() {
    let (server, handle) = up().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    publish(&server, "news", "before");
    // A later acknowledgement on the same socket shows that the message has reached this process.
    subscriber.subscribe("fence").await.unwrap();
    // Taken late: messages from before the loss come before the gap.
    server.restart().unwrap();
    until_subscribed(&server, "news").await;
    publish(&server, "news", "after");
    assert_eq!(message(&mut subscriber).await.payload(), b"before");
    gap(&mut subscriber).await;
    assert_eq!(message(&mut subscriber).await.payload(), b"after");
}

/// A message published right after resubscription must not overtake the gap before it.
#[tokio::test]
async fn a_gap_comes_before_the_first_message_after_it() {
    let (server, handle) = up().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    for channel in ["a", "b", "c"] {
        subscriber.subscribe(channel).await.unwrap();
    }
    for round in 0..20 {
        server.call(&["CLIENT", "KILL", "TYPE", "pubsub"]).unwrap();
        // In one call of this thread, which leaves the subscriber no time in between.
        let deadline = std::time::Instant::now() + PATIENCE;
        while publish(&server, "a", &round.to_string()) == "0" {
            assert!(std::time::Instant::now() < deadline, "it is not subscribed");
            tokio::task::yield_now().await;
        }
        gap(&mut subscriber).await;
        let text = round.to_string();
        assert_eq!(message(&mut subscriber).await.payload(), text.as_bytes());
        // The others follow; a message in between makes a gap of their own.
        for channel in ["b", "c"] {
            until_subscribed(&server, channel).await;
        }
        publish(&server, "c", "end");
        loop {
            match next(&mut subscriber).await {
                SubscriberEvent::Message(message) if message.payload() == b"end" => break,
                SubscriberEvent::Gap => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_killed_socket_is_a_gap() {
    let (server, handle) = up().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    server.call(&["CLIENT", "KILL", "TYPE", "pubsub"]).unwrap();
    gap(&mut subscriber).await;
    until_subscribed(&server, "news").await;
    publish(&server, "news", "after");
    assert_eq!(message(&mut subscriber).await.payload(), b"after");
}

#[tokio::test]
async fn a_subscriber_moves_with_a_switch() {
    let (blue, handle) = up().await;
    let green = Server::start().unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    subscriber.psubscribe("n*").await.unwrap();
    handle.switch(at(green.url())).await.unwrap();
    gap(&mut subscriber).await;
    assert_eq!(publish(&green, "news", "green"), "2");
    assert_eq!(message(&mut subscriber).await.payload(), b"green");
    until("the old server is left", PATIENCE, async || {
        publish(&blue, "news", "blue") == "0"
    })
    .await;
}

/// How many messages are missed depends on the machine; that they were, and where, is reported.
#[tokio::test]
async fn messages_that_a_slow_reader_cannot_take_are_a_gap() {
    const PUBLISHED: u32 = 20_000;
    let (server, handle) = up().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    // Meanwhile the messages are received, and nothing takes them.
    let server = tokio::task::spawn_blocking(move || {
        for n in 0..PUBLISHED {
            publish(&server, "news", &n.to_string());
        }
        server
    })
    .await
    .unwrap();
    let (mut expected, mut taken, mut gaps, mut missed) = (0, 0, 0, false);
    while expected <= PUBLISHED {
        let SubscriberEvent::Message(message) = next(&mut subscriber).await else {
            if gaps == 0 {
                publish(&server, "news", &PUBLISHED.to_string());
            }
            (gaps, missed) = (gaps + 1, true);
            continue;
        };
        let number: u32 = String::from_utf8_lossy(message.payload()).parse().unwrap();
        let skipped = number.checked_sub(expected).expect("in order");
        assert_eq!(skipped > 0, missed, "{number} in place of {expected}");
        (expected, taken, missed) = (number + 1, taken + 1, false);
    }
    assert!(
        (16_384..PUBLISHED).contains(&taken),
        "{gaps} gaps, {taken} taken"
    );
}

#[tokio::test]
async fn a_channel_without_permission_is_refused_and_the_others_deliver() {
    let server = Server::start().unwrap();
    server
        .call(&[
            "ACL",
            "SETUSER",
            "reader",
            "on",
            ">secret",
            "~*",
            "+@all",
            "resetchannels",
            "&news",
        ])
        .unwrap();
    let url = format!("redis://reader:secret@127.0.0.1:{}", server.port());
    let handle = at(url).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    let error = subscriber.subscribe("other").await.unwrap_err();
    assert_eq!(error.code(), Some("NOPERM"), "{error}");
    subscriber.subscribe("news").await.unwrap();
    publish(&server, "news", "one");
    assert_eq!(message(&mut subscriber).await.payload(), b"one");
}

#[tokio::test]
async fn without_a_server_a_subscription_fails_in_time_and_is_not_made_later() {
    let server = Server::start().unwrap();
    let handle = Live {
        response_timeout: SECOND,
        ..at(server.url())
    }
    .connect()
    .await
    .unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    server.kill().unwrap();
    until("the loss is noticed", PATIENCE, async || {
        !handle.state().is_ready()
    })
    .await;
    let error = subscriber.subscribe("other").await.unwrap_err();
    assert!(error.to_string().contains("not sent"), "{error}");
    server.restart().unwrap();
    until_subscribed(&server, "news").await;
    assert_eq!(publish(&server, "other", "x"), "0");
}

/// One channel that the user may no longer read does not block the others.
#[tokio::test]
async fn a_channel_refused_at_resubscription_is_reported_and_the_others_deliver() {
    let server = Server::start().unwrap();
    let allow = |channels: &[&str]| {
        let user = ["ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all"];
        let rules = [&user[..], &["resetchannels"], channels].concat();
        server.call(&rules).unwrap();
    };
    allow(&["&a", "&b"]);
    let url = format!("redis://reader:secret@127.0.0.1:{}", server.port());
    let handle = at(url).connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("a").await.unwrap();
    subscriber.subscribe("b").await.unwrap();
    // Its sessions are killed with the right.
    allow(&["&b"]);
    until_subscribed(&server, "b").await;
    let mut reply = Vec::new();
    while reply.len() < 2 {
        reply.push(next(&mut subscriber).await);
    }
    let denied = |event: &SubscriberEvent| match event {
        SubscriberEvent::Denied { name, error, .. } => {
            assert_eq!(error.code(), Some("NOPERM"), "{error}");
            name == b"a"
        }
        _ => false,
    };
    assert!(reply.iter().any(denied), "{reply:?}");
    assert!(
        reply
            .iter()
            .any(|event| matches!(event, SubscriberEvent::Gap)),
        "{reply:?}"
    );
    publish(&server, "b", "one");
    assert_eq!(message(&mut subscriber).await.payload(), b"one");
    // A new one is not held up by it.
    allow(&["&b", "&c"]);
    until_subscribed(&server, "b").await;
    subscriber.subscribe("c").await.unwrap();
    // Once allowed again, it delivers again.
    allow(&["&a", "&b", "&c"]);
    until_subscribed(&server, "a").await;
    publish(&server, "a", "two");
    loop {
        match next(&mut subscriber).await {
            SubscriberEvent::Message(message) => {
                assert_eq!(message.payload(), b"two");
                break;
            }
            SubscriberEvent::Gap => {}
            other => panic!("it is reported once: {other:?}"),
        }
    }
}
