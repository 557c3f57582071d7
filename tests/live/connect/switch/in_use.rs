//! The definition in force, the health and state of a group, and the end of an instance that is still held.

use redis_config::dev::{Cluster, Server};
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, RedisConfig, RedisConnections, Sources, State, SwitchStep};
use redis_config_tests::events::Captured;
use redis_config_tests::poll::until;

use crate::fixture::{SECOND, at, sockets, up};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "front", env = "FRONT_REDIS")]
struct FrontRedis {
    url: String,
    #[redis(extra, default = 4)]
    workers: u16,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "back", env = "BACK_REDIS", topology = auto)]
struct BackRedis {
    url: String,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    front: Handle<FrontRedis>,
    back: Handle<BackRedis>,
}

fn front(server: &Server, workers: u16) -> FrontRedis {
    let url = server.url();
    FrontRedis { url, workers }
}

#[tokio::test]
async fn the_definition_in_force_follows_switches_and_rollbacks() {
    let servers = [(); 2].map(|()| Server::start().unwrap());
    let [a, b] = &servers;
    let handle = front(a, 1).connect().await.unwrap();
    let clone = handle.clone();
    assert_eq!(handle.config().workers, 1);
    handle.switch(front(b, 2)).await.unwrap();
    assert_eq!((clone.config().workers, &clone.config().url), (2, &b.url()));
    handle.rollback().await.unwrap();
    assert_eq!((clone.config().workers, &clone.config().url), (1, &a.url()));
    b.kill().unwrap();
    handle.switch(front(b, 3)).await.unwrap_err();
    assert_eq!(handle.config().workers, 1);
    let lazy = front(b, 5).connect_lazy().unwrap();
    assert_eq!(lazy.config().workers, 5);
}

#[tokio::test]
async fn a_followed_definition_is_the_one_in_force() {
    let servers = [(); 2].map(|()| Server::start().unwrap());
    let [a, b] = &servers;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("url");
    std::fs::write(&path, a.url()).unwrap();
    let sources = Sources::defaults().env([("FRONT_REDIS_URL_FILE", path.clone())]);
    let config = FrontRedis::load_from(&sources).unwrap();
    let handle = config.connect().await.unwrap();
    let mut following = handle.follow(sources).unwrap().every(SECOND / 100);
    std::fs::write(&path, b.url()).unwrap();
    let followed = following.next().await;
    assert_eq!(handle.config().url, b.url(), "{followed:?}");
}

fn group(front: &Server, back: &Server) -> Sources {
    Sources::defaults().env([
        ("FRONT_REDIS_URL", front.url()),
        ("BACK_REDIS_URL", back.url()),
    ])
}

#[tokio::test]
async fn a_group_reports_the_health_and_the_state_of_each_member() {
    let servers = [(); 2].map(|()| Server::start().unwrap());
    let [a, b] = &servers;
    let redis = Redis::connect_from(&group(a, b)).await.unwrap();
    let health = redis.health().await;
    assert!(health.is_ok());
    let names: Vec<_> = health.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(names, ["front", "back"]);
    assert!(redis.state().is_ready());
    b.kill().unwrap();
    until("the loss is noticed", 10 * SECOND, async || {
        !redis.state().is_ready()
    })
    .await;
    let state = redis.state();
    assert!(state.get("front").is_some_and(State::is_ready));
    assert!(state.get("back").is_some_and(|state| !state.is_ready()));
    assert!(state.get("side").is_none());
    let health = redis.health().await;
    assert!(!health.is_ok());
    assert!(health.get("front").is_some_and(Result::is_ok));
    assert!(health.get("back").is_some_and(Result::is_err));
}

#[tokio::test]
async fn a_closed_group_fails_every_later_command_at_once() {
    let servers = [(); 2].map(|()| Server::start().unwrap());
    let [a, b] = &servers;
    let redis = Redis::connect_from(&group(a, b)).await.unwrap();
    let mut kept = redis.front.conn();
    let () = kept.set("k", "v").await.unwrap();
    redis.clone().close().await;
    let closed = "the instance is closed; help: connect again, and keep a handle of it for as long as it is needed";
    let error = kept.get::<_, String>("k").await.unwrap_err().to_string();
    assert!(error.contains(closed), "{error}");
    let error = redis.back.conn().get::<_, String>("k").await.unwrap_err();
    assert!(error.to_string().contains(closed), "{error}");
    let error = redis.front.dedicated().await.unwrap_err().to_string();
    assert!(error.contains(closed), "{error}");
    let error = kept.blpop::<_, String>("k", 0.0).await.unwrap_err();
    assert!(error.to_string().contains(closed), "{error}");
    assert!(matches!(redis.front.state(), State::Closed));
    let error = redis.front.switch(front(b, 1)).await.unwrap_err();
    assert_eq!(error.step(), SwitchStep::Check);
    assert!(error.to_string().contains(closed), "{error}");
    for server in [a, b] {
        until("its sockets are closed", 10 * SECOND, async || {
            let list = server.call(&["CLIENT", "LIST"]).unwrap();
            !list.contains("name=redis-config:")
        })
        .await;
    }
}

#[tokio::test]
async fn a_command_in_flight_is_answered_before_the_instance_closes() {
    let (server, handle) = up().await;
    let busy = "local n = 0 for i = 1, 20000000 do n = n + i end return n";
    let script = redis_config::redis::Script::new(busy);
    let mut conn = handle.conn();
    let running = script.prepare_invoke();
    let written = async {
        until("the script runs", 10 * SECOND, async || {
            handle.state().is_ready()
        })
        .await;
        tokio::task::yield_now().await;
        handle.close().await;
    };
    let (reply, ()) = tokio::join!(running.invoke_async::<i64>(&mut conn), written);
    assert_eq!(reply.unwrap(), 200_000_010_000_000);
    until("its socket is closed", 10 * SECOND, async || {
        sockets(&server, "shared") == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_cluster_fails_every_later_command_at_once() {
    let cluster = tokio::task::spawn_blocking(Cluster::start)
        .await
        .unwrap()
        .unwrap();
    let seeds = cluster.seeds().join(",");
    let config = BackRedis {
        url: format!("redis+cluster://{seeds}"),
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set("k", "v").await.unwrap();
    handle.close().await;
    let error = conn.get::<_, String>("k").await.unwrap_err().to_string();
    assert!(error.contains("the instance is closed"), "{error}");
    let error = handle
        .conn()
        .blpop::<_, String>("k", 0.0)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("the instance is closed"),
        "{error}"
    );
}

/// One line for each instance that is connected, however many sockets it has.
#[tokio::test]
async fn a_connect_logs_one_line_at_info() {
    let server = Server::start().unwrap();
    let events = Captured::start();
    let lines = || -> Vec<String> {
        let port = format!(":{}", server.port());
        let text = events.text();
        let ours = text.lines().filter(|line| line.contains(&port));
        ours.filter(|line| line.starts_with("event INFO"))
            .map(str::to_owned)
            .collect()
    };
    let config = crate::fixture::Live {
        connections: 3,
        ..at(server.url())
    };
    let _live = config.connect().await.unwrap();
    let address = format!("address={}/0", server.url());
    let [line] = &lines()[..] else {
        panic!("{:?}", lines());
    };
    for part in [
        "redis ready",
        "instance=live",
        &address,
        "topology=standalone",
        "origin=code",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let url = server.url();
    let _back = BackRedis { url }.connect().await.unwrap();
    assert_eq!(lines().len(), 2, "{:?}", lines());
}
