//! Messages over encrypted links.

use redis_config::{Subscriber, SubscriberEvent};
use redis_config_tests::poll::until;
use tokio::time::timeout;

use super::fixture::{Rig, Sealed};
use crate::fixture::SECOND;

async fn next(subscriber: &mut Subscriber<Sealed>) -> SubscriberEvent {
    timeout(20 * SECOND, subscriber.next())
        .await
        .expect("something comes")
}

async fn receives(subscriber: &mut Subscriber<Sealed>, text: &str) {
    match next(subscriber).await {
        SubscriberEvent::Message(message) => assert_eq!(message.payload(), text.as_bytes()),
        other => panic!("a message was expected: {other:?}"),
    }
}

#[tokio::test]
async fn a_subscriber_over_tls_survives_a_reconnect_with_a_gap() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    subscriber.psubscribe("weather.*").await.unwrap();
    subscriber.ssubscribe("shard").await.unwrap();
    let publish =
        |command: &str, channel: &str, text: &str| rig.server.call(&[command, channel, text]);
    for round in ["before", "killed", "restarted"] {
        match round {
            "killed" => drop(
                rig.server
                    .call(&["CLIENT", "KILL", "TYPE", "pubsub"])
                    .unwrap(),
            ),
            "restarted" => rig.server.restart().unwrap(),
            _ => {}
        }
        for (command, channel) in [
            ("PUBLISH", "news"),
            ("PUBLISH", "weather.north"),
            ("SPUBLISH", "shard"),
        ] {
            until("it is subscribed", 20 * SECOND, async || {
                publish(command, channel, "asked").is_ok_and(|received| received == "1")
            })
            .await;
        }
        publish("PUBLISH", "news", round).unwrap();
        let (mut gaps, mut asked) = (0, 0);
        loop {
            match next(&mut subscriber).await {
                SubscriberEvent::Message(message) if message.payload() == b"asked" => {
                    assert!(gaps > 0 || round == "before", "a gap comes first");
                    asked += 1;
                }
                SubscriberEvent::Message(message) => {
                    assert_eq!(message.payload(), round.as_bytes());
                    break;
                }
                SubscriberEvent::Gap => gaps += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((gaps > 0, asked), (round != "before", 3), "{round}");
    }
    publish("PUBLISH", "news", "last").unwrap();
    receives(&mut subscriber, "last").await;
}
