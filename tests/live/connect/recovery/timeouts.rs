//! Sockets that stay open without replies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use redis_config::dev::Server;
use redis_config::outcome_is_unknown;
use redis_config::redis::AsyncCommands;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use crate::fixture::{Live, MILLI, SECOND, at, client_id, get};

#[tokio::test]
async fn a_half_open_socket_is_replaced_after_the_response_timeout() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let config = Live {
        response_timeout: SECOND,
        ..at(proxy.url(&server.url()))
    };
    let handle = config.connect().await.unwrap();
    get(&handle, "k").await.unwrap();
    proxy.black_hole();
    let start = Instant::now();
    let error = get(&handle, "k").await.unwrap_err();
    let noticed = start.elapsed();
    assert!(error.is_timeout(), "{error}");
    assert!(outcome_is_unknown(&error), "{error}");
    assert!(error.to_string().contains("response_timeout"), "{error}");
    assert!(noticed >= SECOND, "never early: {noticed:?}");
    assert!(noticed < 2 * SECOND, "{noticed:?}");
    get(&handle, "k").await.unwrap();
    assert!(start.elapsed() < 2 * SECOND, "{:?}", start.elapsed());
}

/// A server that replies to everything but `GET silent`, and counts its connections.
async fn half_deaf() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut deaf = false;
                let mut bytes = [0; 4096];
                while let Ok(read) = socket.read(&mut bytes).await
                    && read > 0
                {
                    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
                    for command in text.split('*').skip(1) {
                        deaf |= command.contains("silent");
                        if !deaf {
                            socket.write_all(b"+OK\r\n").await.unwrap();
                        }
                    }
                }
            });
        }
    });
    (url, accepted)
}

/// One caller gets a reply, the next does not. The bytes read in between must not excuse the silence after them.
#[tokio::test]
async fn a_socket_that_falls_silent_half_way_is_found_too() {
    let (url, accepted) = half_deaf().await;
    let config = Live {
        response_timeout: SECOND,
        ..at(url)
    };
    let handle = config.connect().await.unwrap();
    let (mut fast, mut slow) = (handle.conn(), handle.conn());
    // Written together; only the first gets a reply, and nothing is written after them.
    let start = Instant::now();
    let (answered, silent) =
        tokio::join!(fast.get::<_, String>("k"), slow.get::<_, String>("silent"),);
    answered.unwrap();
    let error = silent.unwrap_err();
    assert!(error.is_timeout() && outcome_is_unknown(&error), "{error}");
    assert!(start.elapsed() >= SECOND, "{:?}", start.elapsed());
    assert!(start.elapsed() < 3 * SECOND, "{:?}", start.elapsed());
    get(&handle, "k").await.unwrap();
    assert_eq!(accepted.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_idle_half_open_socket_is_found_by_the_keepalive() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let config = Live {
        response_timeout: 500 * MILLI,
        keepalive: SECOND,
        ..at(proxy.url(&server.url()))
    };
    let handle = config.connect().await.unwrap();
    let before = proxy.accepted();
    proxy.black_hole();
    until("a new socket, unasked", 5 * SECOND, async || {
        proxy.accepted() > before
    })
    .await;
    get(&handle, "k").await.unwrap();
}

#[tokio::test]
async fn a_freeze_shorter_than_the_timeout_is_no_error() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 2 * SECOND,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let id = client_id(&mut handle.conn()).await;
    server.freeze().unwrap();
    let waiting = tokio::spawn({
        let handle = handle.clone();
        async move { get(&handle, "k").await }
    });
    sleep(1500 * MILLI).await;
    server.thaw().unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(client_id(&mut handle.conn()).await, id, "the same socket");
}

#[tokio::test]
async fn a_freeze_longer_than_the_timeout_is_an_error_and_then_over() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 500 * MILLI,
        connect_timeout: 500 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    server.freeze().unwrap();
    let error = get(&handle, "k").await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let error = get(&handle, "k").await.unwrap_err();
    assert!(error.to_string().contains("not sent"), "{error}");
    server.thaw().unwrap();
    until("it works again", 5 * SECOND, async || {
        get(&handle, "k").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn an_idle_socket_is_left_in_peace() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let handle = at(proxy.url(&server.url())).connect().await.unwrap();
    get(&handle, "k").await.unwrap();
    sleep(SECOND).await;
    let settled = proxy.passed("PING");
    sleep(2 * SECOND).await;
    assert_eq!(
        proxy.passed("PING"),
        settled,
        "no PING before the keepalive"
    );
}

#[tokio::test]
async fn a_blocked_runtime_is_not_taken_for_a_silent_server() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 600 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    server.freeze().unwrap();
    let mut conn = handle.conn();
    let asking = tokio::spawn(async move { conn.get::<_, Option<String>>("k").await });
    // Written, and seen to be unanswered.
    sleep(200 * MILLI).await;
    server.thaw().unwrap();
    // This runtime has one thread, so the reply is not read meanwhile.
    std::thread::sleep(SECOND);
    asking.await.unwrap().unwrap();
}

/// There is no reply before the last byte has arrived; until then TCP acknowledgements show that the peer is alive.
#[tokio::test]
async fn a_slow_upload_is_not_taken_for_silence() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    const SIZE: usize = 40 << 20;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 256 << 10];
        let read = socket.read(&mut bytes).await.unwrap();
        let commands = String::from_utf8_lossy(&bytes[..read]).matches('*').count();
        // The reply to `HELLO`, then `OK`.
        let hello = "%1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n";
        let replies = hello.to_owned() + &"+OK\r\n".repeat(commands - 1);
        socket.write_all(replies.as_bytes()).await.unwrap();
        let mut left = SIZE;
        while left > 0 {
            left = left.saturating_sub(socket.read(&mut bytes).await.unwrap());
            sleep(20 * MILLI).await;
        }
        socket.write_all(b"+OK\r\n").await.unwrap();
        // Held open until the test is over.
        let _ = socket.read(&mut bytes).await;
    });
    let config = Live {
        response_timeout: SECOND,
        ..at(url)
    };
    let handle = config.connect().await.unwrap();
    let start = Instant::now();
    let value = vec![b'x'; SIZE];
    handle.conn().set::<_, _, ()>("big", value).await.unwrap();
    assert!(
        start.elapsed() > 2 * SECOND,
        "longer than the timeout: {:?}",
        start.elapsed()
    );
}
