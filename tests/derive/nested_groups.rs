//! A group of connections as a member of another group.

use redis_config::dev::Server;
use redis_config::{Handle, RedisConfig, RedisConnections, Sources};

#[derive(Clone, Debug, RedisConfig)]
struct OrdersRedis {
    url: String,
}

#[derive(Clone, Debug, RedisConfig)]
struct MailsRedis {
    url: String,
}

#[derive(Clone, Debug, RedisConfig)]
struct PagesRedis {
    url: String,
}

#[derive(Clone, RedisConnections)]
struct Queues {
    orders: Handle<OrdersRedis>,
    mails: Handle<MailsRedis>,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    queues: Queues,
    pages: Handle<PagesRedis>,
}

const MEMBERS: [&str; 3] = ["queues.orders", "queues.mails", "pages"];

/// The servers of the members, in their order.
fn sources(urls: [&str; 3]) -> Sources {
    let names = ["ORDERS_REDIS_URL", "MAILS_REDIS_URL", "PAGES_REDIS_URL"];
    Sources::defaults().env(names.into_iter().zip(urls))
}

fn databases(redis: &Redis) -> [u32; 3] {
    let Redis { queues, pages } = redis;
    [
        queues.orders.settings().database(),
        queues.mails.settings().database(),
        pages.settings().database(),
    ]
}

#[test]
fn a_nested_group_is_loaded_and_shown_with_the_paths_of_its_members() {
    let sources = sources([
        "redis://:correct-horse@h/1",
        "redis://:correct-horse@h/2",
        "redis://:correct-horse@h/3",
    ]);
    Redis::validate_from(&sources).unwrap();
    let configs: RedisConfigs = Redis::load_from(&sources).unwrap();
    let copy = configs.clone();
    let orders: &OrdersRedis = &copy.queues.orders;
    assert_eq!(orders.url, "redis://:correct-horse@h/1");
    let shown = format!("{copy:?}");
    assert!(!shown.contains("correct-horse"), "{shown}");
    let at = MEMBERS.map(|member| shown.find(&format!("{member}: ")).unwrap());
    assert!(at.is_sorted(), "{shown}");
    assert_eq!(databases(&configs.connect_lazy().unwrap()), [1, 2, 3]);
    let queues: Queues = configs.queues.connect_lazy().unwrap();
    assert_eq!(queues.mails.settings().database(), 2);
    let lazy = Redis::connect_lazy_from(&sources).unwrap();
    let names: Vec<_> = lazy.state().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, MEMBERS);
}

#[test]
fn every_member_of_a_nested_group_that_is_invalid_is_named_by_its_path() {
    let sources = sources(["redis://h:0/1", "redis://h/2", "http://h"]);
    let outcomes = [
        Redis::validate_from(&sources),
        Redis::load_from(&sources).map(drop),
        Redis::connect_lazy_from(&sources).map(drop),
    ];
    for outcome in outcomes {
        let error = outcome.unwrap_err();
        let failed = error.failures().iter();
        let failed: Vec<_> = failed.map(|one| (one.member(), one.instance())).collect();
        assert_eq!(failed, [("queues.orders", "orders"), ("pages", "pages")]);
        let text = error.to_string();
        assert!(
            text.starts_with("2 definitions of `Redis` are invalid\n  queues.orders: "),
            "{text}"
        );
    }
}

#[test]
fn a_nested_group_is_explained_and_documented() {
    let sources = sources(["redis://h/1", "redis://h/2", "redis://h/3"]);
    let explained = Redis::explain(&sources).to_string();
    let page = Redis::reference().markdown();
    let example = Redis::reference().env_example();
    for name in ["ORDERS_REDIS_URL", "MAILS_REDIS_URL", "PAGES_REDIS_URL"] {
        assert!(explained.contains(name), "{explained}");
        assert!(page.contains(name), "{page}");
        assert!(example.contains(name), "{example}");
    }
}

#[tokio::test]
async fn a_nested_group_is_used_switched_and_closed_as_one() {
    let server = Server::start().unwrap();
    let url = |database| format!("redis://127.0.0.1:{}/{database}", server.port());
    let urls = [url(1), url(2), url(3)];
    let sources = sources(urls.each_ref().map(String::as_str));
    let redis = Redis::connect_from(&sources).await.unwrap();
    let health = redis.health().await;
    assert!(health.is_ok() && redis.state().is_ready());
    let names: Vec<_> = health.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(names, MEMBERS);
    assert!(health.get("queues.mails").is_some() && health.get("mails").is_none());
    let found = Redis::diagnose(&sources).await;
    assert!(!found.to_string().is_empty() && found.is_ok(), "{found}");

    let mut green = Redis::load_from(&sources).unwrap();
    green.queues.orders.url = url(4);
    green.queues.mails.url = url(5);
    green.pages.url = url(6);
    redis.switch(&green).await.unwrap();
    assert_eq!(databases(&redis), [4, 5, 6]);
    redis.rollback().await.unwrap();
    assert_eq!(databases(&redis), [1, 2, 3]);

    // One target that cannot be reached leaves all members where they are.
    green.queues.mails.url = "redis://127.0.0.1:1/5".to_owned();
    let error = redis.switch(&green).await.unwrap_err();
    let [failure] = error.failures() else {
        panic!("one member fails: {error}");
    };
    assert_eq!(failure.member(), "queues.mails");
    assert_eq!(databases(&redis), [1, 2, 3]);

    // The group inside is one of its own.
    redis
        .queues
        .health()
        .await
        .get("mails")
        .unwrap()
        .as_ref()
        .unwrap();
    redis.close().await;
    assert!(redis.queues.orders.health().await.is_err());
    assert!(redis.pages.health().await.is_err());
}
