//! Encrypted and plain ports confused: an answer, not a hang.

use std::path::Path;

use redis_config::ConnectErrorKind as Kind;
use redis_config::dev::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::rig::{Rig, Sealed, at, refused};
use crate::live::{MILLI, SECOND};

#[tokio::test]
async fn tls_to_a_plain_port_is_told_whatever_the_server_answers_to_the_greeting() {
    let server = Server::start().unwrap();
    let protected = Server::builder().password("right").start().unwrap();
    for server in [server, protected] {
        let config = at(format!("rediss://127.0.0.1:{}", server.port()));
        // Random bytes of the greeting make the server answer garbage now, and wait for more another time.
        for _ in 0..12 {
            let words = ["this port speaks plaintext Redis", "`tls-port`"];
            refused(&config, Path::new("/tmp"), &words).await;
        }
    }
}

#[tokio::test]
async fn a_plain_link_to_an_encrypted_port_is_told() {
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
async fn a_port_that_takes_the_greeting_and_is_silent_is_a_timeout_that_names_the_handshake() {
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
async fn tls_to_a_web_server_is_told_as_such() {
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
async fn a_port_that_closes_at_the_greeting_is_tried_again() {
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
