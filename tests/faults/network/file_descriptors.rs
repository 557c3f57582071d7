//! Nothing left to open a socket with.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config_tests::canary;
use redis_config_tests::fixture::controlled_client::Led;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::process::Command;

use crate::fixture::PATIENCE;

/// A process that may have this many files and sockets.
fn with_descriptors(number: u32) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -n {number} && exec \"$0\"")])
        .arg(env!("CARGO_BIN_EXE_controlled_client"));
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_file_descriptors_the_error_names_the_cause_and_the_handle_heals() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .expect("a private server");
    let proxy = Proxy::before(&server).await.expect("a proxy");
    let mut command = with_descriptors(64);
    command.env("CONTROLLED_REDIS_URL", proxy.url(&server.url()));
    let mut client = Led::start(command);
    assert_eq!(client.ask("call SET k v").await.as_deref(), Ok("ok"));
    let full = client.ask("exhaust").await.expect("is done");
    assert!(full.contains("Too many open files"), "{full}");
    assert_eq!(
        client.ask("call GET k").await.as_deref(),
        Ok("v"),
        "the open socket still works"
    );

    proxy.refuse().await;
    proxy.cut();
    // The place of the lost socket, too, as soon as it is free.
    until("there is none left to connect with", PATIENCE, async || {
        client.ask("exhaust").await.expect("is done");
        let state = client.ask("state").await.expect("answers");
        state.contains("Too many open files")
    })
    .await;
    proxy.serve().await;
    let mut text = String::new();
    until("the error names the cause", PATIENCE, async || {
        text = client
            .ask("call GET k")
            .await
            .expect_err("there is no socket");
        text.contains("Too many open files")
    })
    .await;
    assert!(
        text.contains("no file descriptor") && !text.contains("nothing accepts connections"),
        "the server is not to blame: {text}"
    );
    assert_eq!(canary::find(&text), None);
    let accepted = proxy.accepted();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(proxy.accepted(), accepted, "no socket, no attempt");

    client.ask("free").await.expect("is done");
    until("the same handle works", PATIENCE, async || {
        client.ask("call GET k").await.as_deref() == Ok("v")
    })
    .await;
}
