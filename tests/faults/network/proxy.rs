//! The fault proxy makes the faults that it documents, as seen by the plain `redis` crate.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::redis::aio::MultiplexedConnection;
use redis_config::redis::{AsyncConnectionConfig, Client, RedisResult, cmd};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::{Direction, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Shorter than a test, longer than a stall of a busy machine.
const NO_ANSWER: Duration = Duration::from_millis(500);

async fn rig() -> (Server, Proxy) {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .expect("a private server");
    let proxy = Proxy::before(&server).await.expect("a proxy");
    (server, proxy)
}

async fn connect(server: &Server, proxy: &Proxy) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(NO_ANSWER))
        .set_response_timeout(Some(NO_ANSWER));
    Client::open(proxy.url(&server.url()))?
        .get_multiplexed_async_connection_with_config(&config)
        .await
}

async fn incr(connection: &mut MultiplexedConnection, key: &str) -> RedisResult<i64> {
    cmd("INCR").arg(key).query_async(connection).await
}

#[tokio::test]
async fn without_a_fault_everything_passes_and_is_counted() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    for n in 1..=10 {
        assert_eq!(incr(&mut connection, "n").await.expect("passes"), n);
    }
    let big = "x".repeat(300_000);
    let () = cmd("SET")
        .arg("big")
        .arg(&big)
        .query_async(&mut connection)
        .await
        .expect("passes");
    let back: String = cmd("GET")
        .arg("big")
        .query_async(&mut connection)
        .await
        .expect("passes");
    assert!(back == big);
    assert_eq!(proxy.passed("INCR"), 10);
    assert_eq!((proxy.accepted(), proxy.open()), (1, 1));
    assert!(proxy.bytes(Direction::Request) > 300_000 && proxy.bytes(Direction::Reply) > 300_000);
}

#[tokio::test]
async fn exactly_the_nth_reply_of_a_command_is_lost() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    let third = proxy.lose_reply(3, |command| command.is("INCR") && command.text(1) == "n");
    assert_eq!(incr(&mut connection, "other").await.expect("passes"), 1);
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 1);
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 2);
    assert!(!third.fired());
    incr(&mut connection, "n")
        .await
        .expect_err("its answer is lost");
    assert!(third.fired());
    let lost = proxy.lost();
    assert_eq!(lost.len(), 1);
    assert!(lost[0].command == "INCR" && lost[0].reached_server);
    let mut connection = connect(&server, &proxy).await.expect("connects again");
    assert_eq!(
        incr(&mut connection, "n").await.expect("passes"),
        4,
        "the lost one was done"
    );
}

#[tokio::test]
async fn a_lost_request_is_never_seen_by_the_server() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    let armed = proxy.lose_request(1, |command| command.is("INCR"));
    incr(&mut connection, "n").await.expect_err("it is lost");
    armed.wait().await;
    assert!(!proxy.lost()[0].reached_server);
    assert_eq!(server.call(&["EXISTS", "n"]).expect("answers"), "0");
}

#[tokio::test]
async fn replies_are_lost_at_random_and_the_seed_decides_which() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let (server, proxy) = rig().await;
        proxy.lose_replies(0.2, seed);
        let mut fates = Vec::new();
        let mut tried = 0;
        while tried < 40 {
            let Ok(mut connection) = connect(&server, &proxy).await else {
                fates.push(false);
                continue;
            };
            tried += 1;
            fates.push(incr(&mut connection, "n").await.is_ok());
        }
        assert!(fates.contains(&true) && fates.contains(&false));
        assert_eq!(
            server.call(&["GET", "n"]).expect("answers"),
            "40",
            "a lost answer is to a command done"
        );
        runs.push(fates);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn connections_are_cut_and_reset_and_new_ones_work() {
    let (server, proxy) = rig().await;
    for cut in [Proxy::cut, Proxy::reset] {
        let mut connection = connect(&server, &proxy).await.expect("connects");
        incr(&mut connection, "n").await.expect("passes");
        assert!(cut(&proxy) >= 1);
        incr(&mut connection, "n").await.expect_err("it is cut");
    }
    let mut connection = connect(&server, &proxy).await.expect("connects");
    incr(&mut connection, "n").await.expect("passes");
}

#[tokio::test]
async fn a_black_hole_takes_the_connections_of_now_only() {
    let (server, proxy) = rig().await;
    let mut old = connect(&server, &proxy).await.expect("connects");
    assert_eq!(proxy.black_hole(), 1);
    assert!(
        incr(&mut old, "n")
            .await
            .expect_err("no answer")
            .is_timeout()
    );
    let mut new = connect(&server, &proxy).await.expect("connects");
    assert_eq!(incr(&mut new, "n").await.expect("passes"), 1);
    assert_eq!(proxy.open(), 2, "neither side noticed");
}

#[tokio::test]
async fn a_port_refuses_or_never_replies_until_it_serves_again() {
    let (server, proxy) = rig().await;
    let mut old = connect(&server, &proxy).await.expect("connects");
    proxy.refuse().await;
    let refused = connect(&server, &proxy).await.expect_err("refused");
    assert!(refused.is_connection_refusal(), "{refused}");
    proxy.mute().await;
    connect(&server, &proxy).await.expect_err("never answers");
    incr(&mut old, "n")
        .await
        .expect("connections of before pass");
    proxy.serve().await;
    let mut new = connect(&server, &proxy).await.expect("connects");
    incr(&mut new, "n").await.expect("passes");
}

#[tokio::test]
async fn held_replies_come_once_released() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    proxy.hold();
    assert!(
        incr(&mut connection, "n")
            .await
            .expect_err("held")
            .is_timeout()
    );
    assert_eq!(
        server.call(&["GET", "n"]).expect("answers"),
        "1",
        "requests pass"
    );
    proxy.release();
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 2);
}

#[tokio::test]
async fn a_connection_is_cut_after_the_nth_byte() {
    let (server, proxy) = rig().await;
    let (request, reply) = (
        b"PING\r\n".as_slice(),
        b"-NOAUTH Authentication required.\r\n".as_slice(),
    );
    for n in 1..reply.len() {
        let armed = proxy.cut_after(Direction::Reply, n as u64);
        let mut socket = TcpStream::connect(proxy.addr()).expect("connects");
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a timeout");
        socket.write_all(request).expect("is written");
        let got = tokio::task::spawn_blocking(move || {
            let mut got = Vec::new();
            let _ = socket.read_to_end(&mut got);
            got
        })
        .await
        .expect("reads");
        assert_eq!(got, &reply[..n]);
        assert!(armed.fired());
    }
    drop(server);
}

/// How many reads it takes to get so many bytes.
async fn reads(socket: &mut tokio::net::TcpStream, bytes: usize) -> usize {
    let (mut got, mut reads, mut piece) = (0, 0, [0; 4096]);
    while got < bytes {
        let more = socket.read(&mut piece).await.expect("reads");
        assert!(more > 0, "closed after {got} bytes");
        got += more;
        reads += 1;
    }
    assert_eq!(got, bytes);
    reads
}

/// One thread: each reader gets its turn after each piece.
#[tokio::test]
async fn sliced_bytes_arrive_piece_by_piece_in_both_directions() {
    const BYTES: usize = 300;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let proxy = Proxy::start(listener.local_addr().expect("an address"))
        .await
        .expect("a proxy");
    let (client, server) = tokio::join!(
        tokio::net::TcpStream::connect(proxy.addr()),
        listener.accept()
    );
    let (mut client, mut server) = (client.expect("connects"), server.expect("accepts").0);
    // Not RESP: it passes as it is.
    let output = [b'x'; BYTES];
    for (size, fewest, most) in [
        (None, 1, 3),
        (Some(1), BYTES / 2, BYTES),
        (Some(7), BYTES / 7 / 2, BYTES / 7 + 1),
        (None, 1, 3),
    ] {
        proxy.slice(size);
        client.write_all(&output).await.expect("is written");
        let requests = reads(&mut server, BYTES).await;
        server.write_all(&output).await.expect("is written");
        let replies = reads(&mut client, BYTES).await;
        for reads in [requests, replies] {
            assert!((fewest..=most).contains(&reads), "{size:?}: {reads} reads");
        }
    }
}

#[tokio::test]
async fn exactly_the_nth_request_of_a_command_is_altered() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    let second = proxy.alter_request(
        2,
        |command| command.is("INCR"),
        |request| {
            let key = request.len() - 3;
            request[key] = b'm';
        },
    );
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 1);
    assert!(!second.fired());
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 1);
    assert!(second.fired());
    assert_eq!(incr(&mut connection, "n").await.expect("passes"), 2);
    assert_eq!(
        server.call(&["MGET", "n", "m"]).expect("answers"),
        "2\n1",
        "the second one arrived as another"
    );
}

#[tokio::test]
async fn dropping_the_proxy_closes_everything() {
    let (server, proxy) = rig().await;
    let mut connection = connect(&server, &proxy).await.expect("connects");
    let address = proxy.addr();
    drop(proxy);
    incr(&mut connection, "n").await.expect_err("it is closed");
    until("the port is closed", Duration::from_secs(10), async || {
        TcpStream::connect(address).is_err()
    })
    .await;
}
