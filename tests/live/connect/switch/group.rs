//! All members of a group, moved together.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::{FailureCause, Handle, RedisConfig, RedisConnections, Sources, SwitchStep};
use redis_config_tests::poll::until;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);

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
            .expect("they do not deadlock");
        first.unwrap();
        second.unwrap();
    }
    assert_eq!(
        (redis.left.generation(), redis.right.generation()),
        (21, 21)
    );
}

fn sockets(server: &Server) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    list.matches("name=redis-config:").count()
}

/// One member's target is connected and probed by then, the other's does not reply.
#[tokio::test]
async fn a_dropped_switch_of_a_group_changes_nothing_and_leaves_nothing() {
    let servers = [(); 4].map(|()| Server::start().unwrap());
    let [a, b, c, d] = &servers;
    let sources = |left, right| {
        sources(left, right).env([
            ("LEFT_REDIS_URL", left.url()),
            ("RIGHT_REDIS_URL", right.url()),
            ("LEFT_REDIS_CONNECT_TIMEOUT", "30s".to_owned()),
            ("RIGHT_REDIS_CONNECT_TIMEOUT", "30s".to_owned()),
        ])
    };
    let redis = Redis::connect_from(&sources(a, b)).await.unwrap();
    let before = addresses(&redis);
    let mut seen = [redis.left.watch(), redis.right.watch()];
    for state in &mut seen {
        assert!(state.borrow_and_update().is_ready());
    }
    let green = Redis::load_from(&sources(c, d)).unwrap();
    d.freeze().unwrap();
    {
        let mut switching = std::pin::pin!(redis.switch(&green));
        let connected = until("the first target is connected", SOON, async || {
            sockets(c) > 0
        });
        tokio::select! {
            switched = &mut switching => panic!("{switched:?}"),
            () = connected => {}
        }
    }
    d.thaw().unwrap();
    for server in [c, d] {
        until("nothing is left there", SOON, async || sockets(server) == 0).await;
    }
    assert_eq!(addresses(&redis), before);
    assert_eq!((redis.left.generation(), redis.right.generation()), (1, 1));
    for state in seen {
        assert!(!state.has_changed().unwrap(), "it was ready all the time");
    }
    let error = redis.rollback().await.unwrap_err();
    assert_eq!(error.failures().len(), 2, "there was no switch: {error}");
    // No switch permit is held any more.
    redis.switch(&green).await.unwrap();
    let after = [c, d].map(|server| format!("{}/0", server.url()));
    assert_eq!(addresses(&redis), after);
}
