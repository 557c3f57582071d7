//! Errors of a connection that cannot be made, and how soon they come.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::{ConnectError, ConnectErrorKind as Kind, Secret};
use redis_config_tests::canary;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::fixture::{Live, MILLI, SECOND, at};

/// Connects in vain, and checks that no secret comes out.
async fn refused(config: Live) -> (ConnectError, Duration) {
    let start = Instant::now();
    let error = config.connect().await.expect_err("no connection");
    let elapsed = start.elapsed();
    let texts = format!("{error} {error:?} {} {}", error.help(), error.address());
    assert_eq!(canary::find(&texts), None, "{texts}");
    assert!(!error.help().is_empty(), "{error}");
    assert!(texts.contains("live"), "{texts}");
    (error, elapsed)
}

/// An error that a retry cannot change must come before a second attempt could have been made.
async fn at_once(config: Live, kind: Kind, words: &str) -> ConnectError {
    let config = Live {
        connect_timeout: 20 * SECOND,
        ..config
    };
    let (error, elapsed) = refused(config).await;
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(!error.is_transient(), "{error}");
    assert!(elapsed < SECOND, "{elapsed:?}: {error}");
    error
}

#[tokio::test]
async fn a_wrong_password_is_an_auth_error_at_once() {
    let server = Server::builder().password("right").start().unwrap();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let config = Live {
        password: Some(Secret::new(canary::PASSWORD)),
        ..at(url)
    };
    let error = at_once(config, Kind::Auth, "no such user and password").await;
    assert!(error.help().contains("LIVE_REDIS_PASSWORD"), "{error}");
}

#[tokio::test]
async fn a_missing_password_is_an_auth_error_at_once() {
    let server = Server::builder().password("right").start().unwrap();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let error = at_once(at(url), Kind::Auth, "wants a password").await;
    assert!(error.help().contains("LIVE_REDIS_PASSWORD"), "{error}");
}

#[tokio::test]
async fn a_password_too_many_is_an_auth_error_at_once() {
    let server = Server::start().unwrap();
    let config = Live {
        password: Some(Secret::new(canary::PASSWORD)),
        ..at(server.url())
    };
    at_once(config, Kind::Auth, "the server has none").await;
}

#[tokio::test]
async fn a_user_without_ping_is_a_permission_error_at_once() {
    let server = Server::start().unwrap();
    let rule = format!(">{}", canary::PASSWORD);
    let acl = ["ACL", "SETUSER", "app", "on", &rule, "~*", "+get"];
    server.call(&acl).unwrap();
    let url = format!(
        "redis://app:{}@127.0.0.1:{}",
        canary::PASSWORD_IN_URL,
        server.port()
    );
    let error = at_once(at(url), Kind::Permission, "NOPERM").await;
    assert!(error.help().contains("ACL SETUSER app"), "{error}");
}

#[tokio::test]
async fn a_user_with_ping_alone_can_connect() {
    let server = Server::start().unwrap();
    let acl = ["ACL", "SETUSER", "app", "on", ">pw", "~*", "+get", "+ping"];
    server.call(&acl).unwrap();
    let url = format!("redis://app:pw@127.0.0.1:{}", server.port());
    let handle = at(url).connect().await.unwrap();
    assert_eq!(crate::fixture::get(&handle, "k").await.unwrap(), None);
}

#[tokio::test]
async fn a_database_out_of_range_is_a_database_error_at_once() {
    let server = Server::start().unwrap();
    let url = format!("{}/99", server.url());
    at_once(at(url), Kind::Database, "no database 99").await;
}

#[tokio::test]
async fn a_cluster_node_is_a_topology_error_at_once() {
    let server = Server::builder()
        .arg("cluster-enabled", "yes")
        .start()
        .unwrap();
    let error = at_once(at(server.url()), Kind::Topology, "cluster mode").await;
    assert!(error.help().contains("topology = cluster"), "{error}");
}

#[tokio::test]
async fn a_web_server_is_a_protocol_error_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = socket.read(&mut request).await;
            let _ = socket
                .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                .await;
        }
    });
    at_once(at(url), Kind::Protocol, "does not speak the Redis protocol").await;
}

#[tokio::test]
async fn a_refused_port_is_retried_until_the_connect_timeout() {
    // Bound and dropped: the port is closed and not reused so soon.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = Live {
        connect_timeout: 300 * MILLI,
        ..at(format!("redis://127.0.0.1:{port}"))
    };
    let (error, elapsed) = refused(config).await;
    assert_eq!(error.kind(), Kind::Refused, "{error}");
    assert!(error.is_transient());
    assert!(elapsed < 2 * SECOND, "{elapsed:?}");
}

#[tokio::test]
async fn a_server_that_comes_up_within_the_connect_timeout_is_reached() {
    let server = Server::start().unwrap();
    server.kill().unwrap();
    let config = Live {
        connect_timeout: 20 * SECOND,
        ..at(server.url())
    };
    let connecting = tokio::spawn(async move { config.connect().await });
    let _server = tokio::task::spawn_blocking(move || {
        server.restart().unwrap();
        server
    })
    .await
    .unwrap();
    connecting.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_unknown_host_is_a_resolve_error() {
    let config = Live {
        connect_timeout: 300 * MILLI,
        ..at("redis://no-such-host.invalid:6379")
    };
    let (error, _) = refused(config).await;
    assert_eq!(error.kind(), Kind::Resolve, "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_listener_that_never_replies_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Live {
        connect_timeout: 300 * MILLI,
        password: Some(Secret::new(canary::PASSWORD)),
        ..at(format!("redis://{}", listener.local_addr().unwrap()))
    };
    let (error, elapsed) = refused(config).await;
    assert_eq!(error.kind(), Kind::Timeout, "{error}");
    assert!(
        error.to_string().contains("AUTH"),
        "names the step: {error}"
    );
    assert!(
        elapsed >= 300 * MILLI && elapsed < 2 * SECOND,
        "{elapsed:?}"
    );
}

#[tokio::test]
async fn too_many_clients_is_a_transient_server_error_in_the_server_s_words() {
    let server = Server::builder().arg("maxclients", "1").start().unwrap();
    // The control connection of the server takes the one place.
    server.call(&["PING"]).unwrap();
    let config = Live {
        connect_timeout: 300 * MILLI,
        ..at(server.url())
    };
    let (error, _) = refused(config).await;
    assert_eq!(error.kind(), Kind::Server, "{error}");
    assert!(error.is_transient(), "{error}");
    assert!(
        error.to_string().contains("max number of clients"),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_unix_socket_is_refused() {
    let config = Live {
        connect_timeout: 100 * MILLI,
        ..at("unix:///nowhere/redis.sock")
    };
    let (error, _) = refused(config).await;
    assert_eq!(error.kind(), Kind::Refused, "{error}");
}

#[tokio::test]
async fn a_server_that_loads_its_data_is_waited_for() {
    let server = Server::builder()
        .append_only(true)
        .arg("key-load-delay", "2000")
        .arg("loading-process-events-interval-bytes", "1024")
        .start()
        .unwrap();
    for _ in 0..30 {
        server.call(&["DEBUG", "POPULATE", "10", "k", "50"]).ok();
    }
    let handle = at(server.url()).connect().await.unwrap();
    for key in 0..500 {
        let mut conn = handle.conn();
        redis_config::redis::cmd("SET")
            .arg(key)
            .arg("some value of some length")
            .exec_async(&mut conn)
            .await
            .unwrap();
    }
    drop(handle);
    server.kill().unwrap();
    let url = server.url();
    let up = tokio::task::spawn_blocking(move || {
        server.restart().unwrap();
        server
    });
    let config = Live {
        connect_timeout: 30 * SECOND,
        ..at(url)
    };
    let handle = config.connect().await.unwrap();
    assert_eq!(
        crate::fixture::get(&handle, "499")
            .await
            .unwrap()
            .as_deref(),
        Some("some value of some length")
    );
    up.await.unwrap();
}
