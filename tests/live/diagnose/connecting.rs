//! Names, ports and silence.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config_tests::proxy::Proxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::fixture::{Deaf, Jobs, at, line, lines, server, trouble};

#[tokio::test]
async fn a_host_name_that_does_not_resolve() {
    let found = at("redis://no-such-host.invalid:6379").diagnose().await;
    let line = line(&found, "resolve.failed");
    let start = "error resolve.failed the host name does not resolve: failed to lookup address information: ";
    let end = " fix: check the host name in the address, and the name service of this machine";
    assert!(line.starts_with(start) && line.ends_with(end), "{line}");
    assert_eq!(trouble(&found), ["resolve.failed"]);
    assert_eq!(found.exit_code(), 2);
    assert!(!found.is_ok());
}

#[tokio::test]
async fn a_name_is_shown_with_its_addresses() {
    let server = server();
    let found = at(format!("redis://localhost:{}", server.port()))
        .diagnose()
        .await;
    let line_ = line(&found, "resolve");
    assert!(
        line_.starts_with("ok resolve `localhost` is 127.0.0.1, "),
        "{line_}"
    );
    let connect = line(&found, "connect");
    assert_eq!(connect, format!("ok connect 127.0.0.1:{}", server.port()));
    let found = at(server.url()).diagnose().await;
    assert_eq!(lines(&found, "resolve"), [""; 0], "an address is no name");
}

#[tokio::test]
async fn a_port_at_which_nothing_listens() {
    let server = server();
    server.kill().unwrap();
    let found = at(server.url()).diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        "error connect.refused nothing accepts connections there: Connection refused (os error 111) \
         fix: start the server, or correct the address"
    );
    let found = at("unix:///nowhere/redis.sock").diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        "error connect.refused nothing accepts connections there: No such file or directory (os error 2) \
         fix: start the server, or correct the address"
    );
}

#[tokio::test]
async fn a_port_that_drops_packets() {
    let deaf = Deaf::at("127.0.0.1:0".parse().unwrap());
    let config = Jobs {
        connect_timeout: Duration::from_millis(300),
        ..at(format!("redis://{}", deaf.address))
    };
    let found = config.diagnose().await;
    assert_eq!(
        line(&found, "connect.timeout"),
        "error connect.timeout no answer to the TCP connection within 300ms fix: check that the server runs and that no \
         firewall drops the packets, or raise `connect_timeout` (variable `JOBS_REDIS_CONNECT_TIMEOUT`)"
    );
    assert_eq!(trouble(&found), ["connect.timeout"]);
}

#[tokio::test]
async fn one_address_of_a_name_that_drops_packets() {
    let server = server();
    let _deaf = Deaf::at(format!("[::1]:{}", server.port()).parse().unwrap());
    let config = Jobs {
        connect_timeout: Duration::from_secs(1),
        ..at(format!("redis://localhost:{}", server.port()))
    };
    let found = config.diagnose().await;
    let resolved = line(&found, "resolve");
    if resolved.contains("no IPv6") {
        return;
    }
    assert_eq!(
        line(&found, "connect.some-silent"),
        format!(
            "warning connect.some-silent [::1]:{} of `localhost` does not answer fix: remove it from the name service, or \
             write the address that answers in place of the name",
            server.port()
        )
    );
    assert_eq!(found.exit_code(), 1);
    assert!(found.is_ok());
}

#[tokio::test]
async fn a_server_that_hangs() {
    let server = server();
    server.freeze().unwrap();
    let config = Jobs {
        connect_timeout: Duration::from_millis(300),
        ..at(server.url())
    };
    let found = config.diagnose().await;
    server.thaw().unwrap();
    assert_eq!(
        line(&found, "server.timeout"),
        "error server.timeout no answer to HELLO within 300ms fix: check that the server runs and that no firewall drops \
         the packets, or raise `connect_timeout` (variable `JOBS_REDIS_CONNECT_TIMEOUT`)"
    );
}

#[tokio::test]
async fn a_port_of_another_program() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let found = at(url).diagnose().await;
    assert_eq!(
        line(&found, "server.not-redis"),
        "error server.not-redis what answered HELLO does not speak the Redis protocol fix: check host and port: another \
         program listens there, or the port wants TLS"
    );
}

#[tokio::test]
async fn a_port_that_closes_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let found = at(url).diagnose().await;
    assert_eq!(
        line(&found, "server.closed"),
        "error server.closed the server closed the connection during HELLO fix: see the log of the server; too many clients \
         (`maxclients`) and a proxy without a backend look like this"
    );
}

#[tokio::test]
async fn a_server_that_is_lost_between_the_handshake_and_the_questions() {
    let server = server();
    let proxy = Proxy::start(("127.0.0.1", server.port())).await.unwrap();
    let _armed = proxy.lose_reply(1, |command| command.is("TIME"));
    let found = at(proxy.url(&server.url())).diagnose().await;
    assert_eq!(
        line(&found, "server.closed"),
        "error server.closed the server let us in and closed the connection when it was asked about itself fix: see the log \
         of the server"
    );
}

#[tokio::test]
async fn a_server_with_too_many_clients() {
    let server = Server::builder().arg("maxclients", "3").start().unwrap();
    let _held: Vec<_> = std::iter::from_fn(|| {
        let mut held = std::net::TcpStream::connect(("127.0.0.1", server.port())).ok()?;
        let mut reply = [0; 1];
        use std::io::{Read, Write};
        held.write_all(b"PING\r\n").ok()?;
        held.read_exact(&mut reply).ok()?;
        (reply[0] == b'+').then_some(held)
    })
    .collect();
    let found = at(server.url()).diagnose().await;
    let line = line(&found, "clients.full");
    assert!(
        line.ends_with(
            "ERR max number of clients reached fix: close other clients, or raise `maxclients` of the server"
        ),
        "{line}"
    );
}
