//! Groups of connections.

use redis_config::dev::Server;
use redis_config::{
    ConnectErrorKind, FailureCause, Handle, RedisConfig, RedisConnections, Sources, redis,
};

use crate::definitions::Redis;

#[derive(Clone, Debug, RedisConfig)]
struct QueueRedis {
    url: String,
}

#[derive(Clone, Debug, RedisConfig)]
struct SessionsRedis {
    url: String,
    #[redis(default = "500ms")]
    connect_timeout: std::time::Duration,
}

#[derive(Clone, RedisConnections)]
struct Both {
    queue: Handle<QueueRedis>,
    sessions: Handle<SessionsRedis>,
}

#[test]
fn a_lazy_group_needs_no_server() {
    let redis = Redis::connect_lazy().unwrap();
    assert_eq!(redis.jobs.settings().name(), "jobs");
    assert_eq!(redis.cache.settings().name(), "cache");
}

#[tokio::test]
async fn a_group_connects_each_member_to_its_own_instance() {
    let server = Server::start().unwrap();
    let url = |database| format!("redis://127.0.0.1:{}/{database}", server.port());
    let sources =
        Sources::standard().env([("QUEUE_REDIS_URL", url(1)), ("SESSIONS_REDIS_URL", url(2))]);
    let both = Both::connect_from(&sources).await.unwrap();
    redis::cmd("SET")
        .arg("k")
        .arg(1)
        .exec_async(&mut both.queue.conn())
        .await
        .unwrap();
    let in_sessions: Option<i64> = redis::cmd("GET")
        .arg("k")
        .query_async(&mut both.sessions.conn())
        .await
        .unwrap();
    assert_eq!(in_sessions, None);
}

#[tokio::test]
async fn every_member_that_fails_is_reported_and_no_password() {
    // The queue's definition is invalid; nothing listens on port 1, where the sessions should be.
    let sources = Sources::standard().env([
        ("QUEUE_REDIS_URL", "redis://:correct-horse@127.0.0.1:0/1"),
        ("SESSIONS_REDIS_URL", "redis://:correct-horse@127.0.0.1:1/1"),
    ]);
    let error = Both::connect_from(&sources).await.err().unwrap();
    let text = error.to_string();
    let [queue, sessions] = error.failures() else {
        panic!("two members fail: {text}");
    };
    assert_eq!((queue.member(), queue.instance()), ("queue", "queue"));
    assert!(matches!(queue.cause(), FailureCause::Invalid(_)), "{text}");
    assert_eq!(sessions.member(), "sessions");
    let FailureCause::Connect(refused) = sessions.cause() else {
        panic!("the sessions' server is refused: {text}");
    };
    assert_eq!(refused.kind(), ConnectErrorKind::Refused);
    assert!(
        text.starts_with("2 connections of `Both` failed\n  queue: "),
        "{text}"
    );
    assert!(
        text.contains("QUEUE_REDIS_URL") && text.contains("\n  sessions: "),
        "{text}"
    );
    assert!(!text.contains("correct-horse") && !format!("{error:?}").contains("correct-horse"));
}
