//! Groups of connections.

use redis_config::dev::Server;
use redis_config::{
    ConnectErrorKind, ConnectionFailure, FailureCause, Handle, RedisConfig, RedisConnections,
    Sources, redis,
};

use redis_config_tests::events::Captured;

use crate::fixture::{Redis, RedisConfigs};

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

#[test]
fn a_group_loads_what_its_members_would_load_and_shows_no_secret() {
    let sources = Sources::standard().env([
        ("JOBS_REDIS_URL", "redis://:correct-horse@10.0.0.1/3"),
        ("JOBS_REDIS_WORKER_CONCURRENCY", "7"),
    ]);
    let mut configs: RedisConfigs = Redis::load_from(&sources).unwrap();
    assert_eq!(configs.jobs.worker_concurrency, 7);
    configs.jobs.url = "redis://:correct-horse@10.0.0.2/3".to_owned();
    let copy = configs.clone();
    assert_eq!(copy.jobs.url, configs.jobs.url);
    let shown = format!("{copy:?}");
    assert!(
        shown.starts_with("RedisConfigs { jobs: ") && shown.contains("cache: "),
        "{shown}"
    );
    assert!(!shown.contains("correct-horse"), "{shown}");
    configs.validate().unwrap();
    let redis = configs.connect_lazy().unwrap();
    assert_eq!(
        redis.jobs.settings().address(),
        "redis://***@10.0.0.2:6379/3"
    );
    assert_eq!(redis.cache.settings().name(), "cache");
}

#[test]
fn checking_a_group_reports_every_member() {
    let sources = Sources::standard().env([
        ("QUEUE_REDIS_URL", "redis://:correct-horse@127.0.0.1:0/1"),
        ("SESSIONS_REDIS_URL", "redis://h/1"),
        ("SESSIONS_REDIS_CONNECT_TIMEOUT", "never"),
    ]);
    let all = [
        Both::validate_from(&sources),
        Both::load_from(&sources).map(drop),
        Both::connect_lazy_from(&sources).map(drop),
    ];
    for outcome in all {
        let text = outcome.unwrap_err().to_string();
        assert!(
            text.starts_with("2 definitions of `Both` are invalid\n  queue: "),
            "{text}"
        );
        assert!(
            text.contains("\n  sessions: ") && text.contains("never"),
            "{text}"
        );
        assert!(!text.contains("correct-horse"), "{text}");
    }
    let valid = Sources::standard().env([
        ("QUEUE_REDIS_URL", "redis://h/1"),
        ("SESSIONS_REDIS_URL", "redis://h/2"),
    ]);
    Both::validate_from(&valid).unwrap();
    let mut configs = Both::load_from(&valid).unwrap();
    configs.sessions.connect_timeout = std::time::Duration::ZERO;
    for outcome in [configs.validate(), configs.connect_lazy().map(drop)] {
        let error = outcome.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("1 definition of `Both` is invalid\n  sessions: "),
            "{error}"
        );
    }
}

#[tokio::test]
async fn changed_configurations_are_connected() {
    let server = Server::start().unwrap();
    let sources = Sources::standard().env([
        ("QUEUE_REDIS_URL", "redis://127.0.0.1:1/1"),
        ("SESSIONS_REDIS_URL", "redis://127.0.0.1:1/2"),
    ]);
    let mut configs = Both::load_from(&sources).unwrap();
    configs.queue.url = format!("redis://127.0.0.1:{}/1", server.port());
    let error = configs.connect().await.err().unwrap();
    let members: Vec<_> = error
        .failures()
        .iter()
        .map(ConnectionFailure::member)
        .collect();
    assert_eq!(members, ["sessions"]);
    configs.sessions.url = format!("redis://127.0.0.1:{}/2", server.port());
    let both = configs.connect().await.unwrap();
    assert_eq!(both.queue.settings().database(), 1);
    both.sessions.health().await.unwrap();
}

#[test]
fn members_that_share_their_keys_are_warned_of() {
    let urls = |queue: &str, sessions: &str| {
        Sources::standard().env([("QUEUE_REDIS_URL", queue), ("SESSIONS_REDIS_URL", sessions)])
    };
    let captured = Captured::start();
    let warned = |sources: Sources| {
        let before = captured.text().len();
        Both::load_from(&sources).unwrap();
        Both::validate_from(&sources).unwrap();
        let _lazy = Both::connect_lazy_from(&sources).unwrap();
        let text = captured.text().split_off(before);
        text.lines()
            .filter(|line| line.contains("two members of a group use the same database"))
            .count()
    };
    let thrice = warned(urls(
        "redis://:correct-horse@shared.example/1",
        "redis://shared.example:6379/1",
    ));
    assert_eq!(thrice, 3, "once for each method");
    for (queue, sessions) in [
        ("redis://localhost/1", "redis://127.0.0.1:6379/1"),
        ("redis://[::1]:7000", "redis://LOCALHOST.:7000/0"),
        ("redis://Shared.example/1", "redis://shared.example./1"),
        ("rediss://shared.example/1", "redis://shared.example/1"),
    ] {
        assert_eq!(warned(urls(queue, sessions)), 3, "{queue} {sessions}");
    }
    assert!(!captured.text().contains("key_prefix"));
    assert_eq!(
        warned(urls("redis://shared.example/1", "redis://shared.example/2")),
        0
    );
    assert_eq!(
        warned(urls("redis://shared.example/1", "redis://other.example/1")),
        0
    );
    assert_eq!(
        warned(urls("redis://localhost/1", "redis://localhost:6380/1")),
        0
    );
    assert!(!captured.text().contains("correct-horse"));
}
