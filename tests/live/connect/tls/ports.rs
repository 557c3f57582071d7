//! TLS and plaintext ports confused: an error, not a hang.

use std::path::Path;

use redis_config::ConnectErrorKind as Kind;
use redis_config::dev::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use super::authority::Wish;
use super::fixture::{Rig, Sealed, at, refused};
use crate::fixture::{MILLI, SECOND};

#[tokio::test]
async fn tls_to_a_plain_port_is_named_whatever_the_server_replies() {
    let server = Server::start().unwrap();
    let protected = Server::builder().password("right").start().unwrap();
    for server in [server, protected] {
        let config = at(format!("rediss://127.0.0.1:{}", server.port()));
        // Depending on the random bytes of the handshake, the server replies with garbage or waits for more.
        for _ in 0..12 {
            let words = ["this port speaks plaintext Redis", "`tls-port`"];
            refused(&config, Path::new("/tmp"), &words).await;
        }
    }
}

#[tokio::test]
async fn plaintext_to_a_tls_port_is_named() {
    let rig = Rig::start();
    for password in [None, Some("pw")] {
        let config = Sealed {
            password: password.map(redis_config::Secret::new),
            ..at(format!("redis://127.0.0.1:{}", rig.port))
        };
        for _ in 0..5 {
            let words = ["this port speaks TLS", "`rediss://`", "`tls`"];
            refused(&config, rig.dir.path(), &words).await;
        }
    }
}

#[tokio::test]
async fn a_silent_port_is_a_timeout_that_names_the_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Sealed {
        connect_timeout: 600 * MILLI,
        ..at(format!("rediss://{}", listener.local_addr().unwrap()))
    };
    let start = Instant::now();
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout, "{error}");
    assert!(error.is_transient(), "{error}");
    assert!(error.to_string().contains("the TLS handshake"), "{error}");
    assert!(start.elapsed() < 3 * SECOND, "{:?}", start.elapsed());
}

#[tokio::test]
async fn tls_to_a_web_server_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = at(format!("rediss://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let words = ["does not speak TLS", "another program"];
    refused(&config, Path::new("/tmp"), &words).await;
}

#[tokio::test]
async fn a_port_that_closes_during_the_handshake_is_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Sealed {
        connect_timeout: 400 * MILLI,
        ..at(format!("rediss://{}", listener.local_addr().unwrap()))
    };
    let (counted, mut count) = tokio::sync::watch::channel(0);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut greeting = [0; 1024];
            let _ = socket.read(&mut greeting).await;
            counted.send_modify(|count| *count += 1);
        }
    });
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Server, "{error}");
    assert!(error.is_transient(), "{error}");
    assert!(
        error.to_string().contains("during the TLS handshake"),
        "{error}"
    );
    assert!(*count.borrow_and_update() > 2, "it was tried once");
}

/// Passes bytes on, but of those of the server only the first `limit`; then it hangs up.
async fn cutting(limit: usize, port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let (mut from_client, mut to_client) = client.into_split();
                let (from_server, mut to_server) = server.into_split();
                let mut from_server = from_server.take(limit as u64);
                tokio::select! {
                    _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
                    _ = tokio::io::copy(&mut from_server, &mut to_client) => {}
                }
            });
        }
    });
    own
}

#[tokio::test]
async fn a_handshake_cut_anywhere_is_a_failure_that_passes() {
    for protocol in ["TLSv1.2", "TLSv1.3"] {
        let rig = Rig::with(&Wish::default(), &[("tls-protocols", protocol)]);
        let through = async |limit: usize| {
            let config = Sealed {
                url: format!("rediss://127.0.0.1:{}", cutting(limit, rig.port).await),
                connect_timeout: 250 * MILLI,
                ..rig.config()
            };
            config.connect().await
        };
        for limit in [0, 1, 4, 5, 6, 60, 100, 150, 400, 700, 900, 1000] {
            let error = through(limit).await.expect_err("it was cut");
            assert!(error.is_transient(), "{protocol}, {limit} bytes: {error}");
            let kinds = [Kind::Server, Kind::Timeout];
            assert!(
                kinds.contains(&error.kind()),
                "{protocol}, {limit} bytes: {error}"
            );
        }
        through(1 << 20).await.unwrap();
    }
}
