//! Endpoints, health, and what is left behind.

use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, ServerRole, State};
use redis_config_tests::poll::until;

use crate::fixture::{Live, SECOND, at, sockets, up};

#[tokio::test]
async fn a_unix_socket_works_like_tcp() {
    let server = Server::builder().unix_socket(true).start().unwrap();
    let path = server.socket().unwrap().display().to_string();
    let handle = at(format!("unix://{path}")).connect().await.unwrap();
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("k", "v").await.unwrap();
    assert_eq!(conn.get::<_, String>("k").await.unwrap(), "v");
    let popped =
        tokio::time::timeout(SECOND / 20, conn.blpop::<_, (String, String)>("none", 60.0)).await;
    assert!(popped.is_err());
    server.restart().unwrap();
    until("it is back", 5 * SECOND, async || {
        conn.set::<_, _, ()>("k", "w").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn the_database_of_the_url_is_used_after_a_reconnect_too() {
    let server = Server::start().unwrap();
    let handle = at(format!("{}/3", server.url())).connect().await.unwrap();
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("k", "v").await.unwrap();
    server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
    until(
        "it is back",
        5 * SECOND,
        async || matches!(conn.get::<_, Option<String>>("k").await, Ok(Some(v)) if v == "v"),
    )
    .await;
    let mut own = handle.dedicated().await.unwrap();
    assert_eq!(own.get::<_, String>("k").await.unwrap(), "v");
    let elsewhere = server.call(&["GET", "k"]).unwrap();
    assert_eq!(elsewhere, "", "not in database 0");
}

#[tokio::test]
async fn health_names_the_server() {
    let (server, handle) = up().await;
    let health = handle.health().await.unwrap();
    assert!(health.round_trip < SECOND);
    assert_eq!(health.role, Some(ServerRole::Primary));
    assert_eq!(health.mode.as_deref(), Some("standalone"));
    assert!(health.version.is_some() && health.server.is_some());
    assert_eq!(health.run_id.as_ref().map(String::len), Some(40));
    server.restart().unwrap();
    until("it answers again", 5 * SECOND, async || {
        handle
            .health()
            .await
            .is_ok_and(|now| now.run_id != health.run_id)
    })
    .await;
}

#[tokio::test]
async fn health_of_a_user_without_info_has_what_it_can() {
    let server = Server::start().unwrap();
    let acl = ["ACL", "SETUSER", "app", "on", ">pw", "~*", "+ping"];
    server.call(&acl).unwrap();
    let url = format!("redis://app:pw@127.0.0.1:{}", server.port());
    let health = at(url).connect().await.unwrap().health().await.unwrap();
    assert_eq!(health.role, Some(ServerRole::Primary));
    assert_eq!(health.run_id, None);
}

#[tokio::test]
async fn nothing_is_left_when_the_last_handle_is_gone() {
    let server = Server::start().unwrap();
    let config = Live {
        connections: 3,
        ..at(server.url())
    };
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let before = tasks();
    let handle = config.connect().await.unwrap();
    let conn = handle.conn();
    let own = handle.dedicated().await.unwrap();
    let _: Option<(String, String)> = handle.conn().blpop("none", 0.01).await.unwrap();
    assert_eq!(sockets(&server, "shared"), 3);
    assert_eq!(sockets(&server, "dedicated"), 2);
    assert!(tasks() > before);
    drop(handle);
    let mut left = conn.clone();
    left.set::<_, _, ()>("k", 1).await.unwrap();
    drop((left, conn, own));
    until("the sockets are closed", 5 * SECOND, async || {
        sockets(&server, "shared") + sockets(&server, "dedicated") == 0
    })
    .await;
    until("the tasks have ended", 5 * SECOND, async || {
        tasks() == before
    })
    .await;
}

#[tokio::test]
async fn a_dropped_connect_leaves_nothing() {
    let server = Server::start().unwrap();
    for _ in 0..50 {
        let config = at(server.url());
        let _ = tokio::time::timeout(SECOND / 2000, config.connect()).await;
    }
    until("the sockets are closed", 5 * SECOND, async || {
        sockets(&server, "shared") == 0
    })
    .await;
}

/// The bounds of libraries that are generic over a connection.
#[tokio::test]
async fn a_handle_is_a_connection() {
    fn usable<T: redis_config::redis::aio::ConnectionLike + Clone + Send + Sync + 'static>(_: &T) {}
    let (_server, mut handle): (Server, Handle<Live>) = up().await;
    usable(&handle);
    usable(&handle.conn());
    handle.set::<_, _, ()>("k", "v").await.unwrap();
    let script = redis_config::redis::Script::new("return redis.call('GET', KEYS[1])");
    let value: String = script.key("k").invoke_async(&mut handle).await.unwrap();
    assert_eq!(value, "v");
}

/// Whatever was under way when it was dropped.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_state_is_that_it_is_closed() {
    let server = Server::start().unwrap();
    let runtime = tokio::runtime::Handle::current();
    for round in 0..1000_u64 {
        let handle = at(server.url()).connect_lazy().unwrap();
        let mut seen = handle.watch();
        let mut conn = handle.conn();
        let using = tokio::spawn(async move { conn.get::<_, Option<String>>("k").await });
        // Somewhere between nothing and connected.
        for _ in 0..round * 37 % 500 {
            tokio::task::yield_now().await;
        }
        using.abort();
        let _aborted = using.await;
        drop(handle);
        while seen.changed().await.is_ok() {}
        let last = seen.borrow().clone();
        assert!(matches!(last, State::Closed), "round {round}: {last:?}");
    }
    until("the sockets are closed", 5 * SECOND, async || {
        sockets(&server, "shared") == 0
    })
    .await;
    until("the tasks have ended", 5 * SECOND, async || {
        runtime.metrics().num_alive_tasks() <= 1
    })
    .await;
}
