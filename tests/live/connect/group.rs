//! All members of a group, moved together.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::{FailureCause, Handle, RedisConfig, RedisConnections, Sources, SwitchStep};
use tokio::time::timeout;

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "left")]
struct LeftRedis {
    url: String,
    #[redis(default = "300ms")]
    connect_timeout: Duration,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "right")]
struct RightRedis {
    url: String,
    #[redis(default = "300ms")]
    connect_timeout: Duration,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    left: Handle<LeftRedis>,
    right: Handle<RightRedis>,
}

/// The same handles in another order.
#[derive(Clone, RedisConnections)]
struct Mirrored {
    right: Handle<RightRedis>,
    left: Handle<LeftRedis>,
}

fn sources(left: &Server, right: &Server) -> Sources {
    Sources::defaults().env([
        ("LEFT_REDIS_URL", left.url()),
        ("RIGHT_REDIS_URL", right.url()),
    ])
}

fn addresses(redis: &Redis) -> [String; 2] {
    [&redis.left.settings(), &redis.right.settings()].map(|one| one.address().to_owned())
}

#[tokio::test]
async fn a_group_is_switched_whole_and_back() {
    let servers = [(); 4].map(|()| Server::start().unwrap());
    let [a, b, c, d] = &servers;
    let redis = Redis::connect_from(&sources(a, b)).await.unwrap();
    let before = addresses(&redis);
    let green = Redis::load_from(&sources(c, d)).unwrap();
    redis.switch(&green).await.unwrap();
    let after = [c, d].map(|server| format!("{}/0", server.url()));
    assert_eq!(addresses(&redis), after);
    assert_eq!((redis.left.generation(), redis.right.generation()), (2, 2));
    redis.rollback().await.unwrap();
    assert_eq!(addresses(&redis), before);
    let error = redis.rollback().await.unwrap_err();
    assert_eq!(error.failures().len(), 2, "{error}");
}

#[tokio::test]
async fn one_unfit_target_keeps_every_member_where_it_is() {
    let servers = [(); 3].map(|()| Server::start().unwrap());
    let [a, b, c] = &servers;
    let down = Server::start().unwrap();
    down.kill().unwrap();
    let redis = Redis::connect_from(&sources(a, b)).await.unwrap();
    let before = addresses(&redis);
    let half = Redis::load_from(&sources(c, &down)).unwrap();
    let error = redis.switch(&half).await.unwrap_err();
    let [failure] = error.failures() else {
        panic!("one member fails: {error}");
    };
    assert_eq!(failure.member(), "right");
    let FailureCause::Switch(cause) = failure.cause() else {
        panic!("{error}");
    };
    assert_eq!(cause.step(), SwitchStep::Connect);
    assert_eq!(addresses(&redis), before);
    assert_eq!((redis.left.generation(), redis.right.generation()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_that_share_members_are_switched_one_after_the_other() {
    let servers = [(); 4].map(|()| Server::start().unwrap());
    let [a, b, c, d] = &servers;
    let redis = Redis::connect_from(&sources(a, b)).await.unwrap();
    let mirrored = Mirrored {
        right: redis.right.clone(),
        left: redis.left.clone(),
    };
    for _ in 0..10 {
        let there = Redis::load_from(&sources(c, d)).unwrap();
        let here = Mirrored::load_from(&sources(a, b)).unwrap();
        let both = async { tokio::join!(redis.switch(&there), mirrored.switch(&here)) };
        let (first, second) = timeout(Duration::from_secs(30), both)
            .await
            .expect("neither waits for the other for ever");
        first.unwrap();
        second.unwrap();
    }
    assert_eq!(
        (redis.left.generation(), redis.right.generation()),
        (21, 21)
    );
}
