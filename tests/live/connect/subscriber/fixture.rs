//! Waiting for the events of a subscriber.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::{Message, Subscriber, SubscriberEvent};
use redis_config_tests::poll::until;
use tokio::time::timeout;

use crate::fixture::Live;

pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn next(subscriber: &mut Subscriber<Live>) -> SubscriberEvent {
    timeout(PATIENCE, subscriber.next())
        .await
        .expect("something comes")
}

pub(super) async fn message(subscriber: &mut Subscriber<Live>) -> Message {
    match next(subscriber).await {
        SubscriberEvent::Message(message) => message,
        other => panic!("a message was expected: {other:?}"),
    }
}

pub(super) async fn gap(subscriber: &mut Subscriber<Live>) {
    let event = next(subscriber).await;
    assert!(matches!(event, SubscriberEvent::Gap), "{event:?}");
}

pub(super) fn publish(server: &Server, channel: &str, text: &str) -> String {
    server.call(&["PUBLISH", channel, text]).unwrap()
}

pub(super) async fn until_subscribed(server: &Server, channel: &str) {
    until("it is subscribed", PATIENCE, async || {
        let reply = server.call(&["PUBSUB", "NUMSUB", channel]);
        reply.is_ok_and(|reply| reply.ends_with("\n1"))
    })
    .await;
}
