//! Error replies of a server: the caller gets the server's text, the socket stays, and once the
//! server accepts commands again, the same handle and the same queue work.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use redis_config::State;
use redis_config::dev::Server;
use redis_config::queue::JobId;
use redis_config::redis::{RedisResult, Value, cmd};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{Kind, Task};
use redis_config_tests::poll::{until, until_blocking};

use crate::fixture::{PATIENCE, Rig, Running, connect};

/// Makes the server refuse `command` with `code`, looks at what that and a push get, and ends it.
async fn refused_with(code: &str, command: &[&str], begin: &[&[&str]], end: &[&[&str]]) {
    let rig = Rig::new().await;
    rig.push(Kind::Steady(0)).await;
    set(&rig.server, begin);
    works_again_after(&rig, code, command, end).await;
}

/// While the server refuses `command` with `code`, nothing else fails. `end` ends the refusal, and everything works again.
async fn works_again_after(rig: &Rig, code: &str, command: &[&str], end: &[&[&str]]) {
    let sockets = rig.proxy.accepted();
    for _ in 0..20 {
        let error = send(rig, command).await.expect_err("the server refuses");
        assert_eq!(error.code(), Some(code), "{error}");
    }
    // A replica would reply otherwise: that condition does not pass.
    let passes = !matches!(code, "READONLY" | "MASTERDOWN");
    let state = rig.handle.state();
    assert!(state.is_ready(), "{state:?}");
    if passes {
        assert!(
            matches!(&state, State::Impaired { code: text, .. } if *text == code),
            "{state:?}"
        );
    }
    let (id, task) = (JobId::new(), Task::new(Kind::Steady(0)));
    let error = rig
        .try_push(id, &task)
        .await
        .expect_err("the server refuses");
    let says = format!("{error} {error:?}").to_lowercase();
    assert!(
        says.contains(&code.to_lowercase()) || says.contains("out of memory"),
        "the push fails with: {error}"
    );
    let opened = rig.proxy.accepted() - sockets;
    assert!(
        opened <= 3,
        "{opened} new sockets: a refusal is no fault of the connection"
    );

    let worker = Running::start(&rig.handle, Duration::from_secs(2));
    set(&rig.server, end);
    until("the same handle works", PATIENCE, async || {
        send(rig, command).await.is_ok()
    })
    .await;
    until("the same push is accepted", PATIENCE, async || {
        rig.try_push(id, &task).await.is_ok()
    })
    .await;
    rig.drained().await;
    until("the state is well again", PATIENCE, async || {
        matches!(rig.handle.state(), State::Ready { .. })
    })
    .await;
    let runs = worker.stop().await;
    assert_eq!(runs.len(), 2, "both jobs ran, each once: {runs:?}");
}

async fn send(rig: &Rig, command: &[&str]) -> RedisResult<Value> {
    let mut sent = cmd(command[0]);
    sent.arg(&command[1..]);
    sent.query_async(&mut rig.handle.conn()).await
}

fn set(server: &Server, commands: &[&[&str]]) {
    for command in commands {
        server.call(command).expect("is done");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn out_of_memory() {
    refused_with(
        "OOM",
        &["SET", "k", "v"],
        &[&["CONFIG", "SET", "maxmemory", "1"]],
        &[&["CONFIG", "SET", "maxmemory", "0"]],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_few_replicas() {
    refused_with(
        "NOREPLICAS",
        &["SET", "k", "v"],
        &[&["CONFIG", "SET", "min-replicas-to-write", "1"]],
        &[&["CONFIG", "SET", "min-replicas-to-write", "0"]],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only() {
    refused_with(
        "READONLY",
        &["SET", "k", "v"],
        &[&["REPLICAOF", "127.0.0.1", "1"]],
        &[&["REPLICAOF", "NO", "ONE"]],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_without_its_master() {
    refused_with(
        "MASTERDOWN",
        &["GET", "k"],
        &[
            &["CONFIG", "SET", "replica-serve-stale-data", "no"],
            &["REPLICAOF", "127.0.0.1", "1"],
        ],
        &[&["REPLICAOF", "NO", "ONE"]],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_that_cannot_be_written() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .arg("enable-protected-configs", "yes")
        .start()
        .expect("a private server");
    let rig = Rig::on(server).await;
    rig.push(Kind::Steady(0)).await;
    let gone = tempfile::tempdir().expect("a folder");
    let folder = gone.path().to_str().expect("plain text").to_owned();
    set(
        &rig.server,
        &[
            &["CONFIG", "SET", "save", "3600 1"],
            &["CONFIG", "SET", "dir", &folder],
        ],
    );
    drop(gone);
    set(&rig.server, &[&["BGSAVE"]]);
    until("the snapshot fails", PATIENCE, async || {
        let state = rig.server.call(&["INFO", "persistence"]);
        state.is_ok_and(|state| state.contains("rdb_last_bgsave_status:err"))
    })
    .await;
    let end: &[&[&str]] = &[&["CONFIG", "SET", "stop-writes-on-bgsave-error", "no"]];
    works_again_after(&rig, "MISCONF", &["SET", "k", "v"], end).await;
}

/// A script without an end in the server, until dropped.
struct Endless<'a> {
    server: &'a Server,
    /// It waits for the reply of the script. `Server::call` sends one command at a time.
    _asking: TcpStream,
}

impl<'a> Endless<'a> {
    /// Starts it, and returns once the server is busy with it.
    fn start(server: &'a Server) -> Self {
        server
            .call(&["CONFIG", "SET", "busy-reply-threshold", "1"])
            .expect("is set");
        let mut asking = signed_in(server);
        asking
            .write_all(b"EVAL \"while true do end\" 0\r\n")
            .expect("is written");
        until_blocking("the server is busy", PATIENCE, || {
            let mut socket = signed_in(server);
            let mut text = [0; 5];
            socket.write_all(b"ECHO .\r\n").expect("is written");
            socket.read_exact(&mut text).expect("answers");
            &text == b"-BUSY"
        });
        Self {
            server,
            _asking: asking,
        }
    }
}

impl Drop for Endless<'_> {
    fn drop(&mut self) {
        let _ = self.server.call(&["SCRIPT", "KILL"]);
    }
}

fn signed_in(server: &Server) -> TcpStream {
    let mut socket = TcpStream::connect((server.host(), server.port())).expect("it accepts");
    let mut text = [0; 5];
    let auth = format!("AUTH {}\r\n", canary::PASSWORD);
    socket.write_all(auth.as_bytes()).expect("is written");
    socket.read_exact(&mut text).expect("answers");
    assert_eq!(&text, b"+OK\r\n");
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_that_does_not_end() {
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(2));
    rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    let other = connect(&rig.proxy.url(&rig.server.url())).await;
    let sockets = rig.proxy.accepted();
    let endless = Endless::start(&rig.server);
    for _ in 0..20 {
        for handle in [&rig.handle, &other] {
            let get = cmd("GET").arg("k").to_owned();
            let got = get.exec_async(&mut handle.conn()).await;
            let error = got.expect_err("the server is busy");
            assert_eq!(error.code(), Some("BUSY"), "{error}");
            assert!(handle.state().is_ready(), "the socket is well");
        }
    }
    rig.try_push(JobId::new(), &Task::new(Kind::Steady(0)))
        .await
        .expect_err("the server is busy");
    drop(endless);
    assert!(
        rig.proxy.accepted() - sockets <= 3,
        "busy is no fault of the connection"
    );
    rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    assert_eq!(worker.stop().await.len(), 2, "both jobs, each once");
    for handle in [&rig.handle, &other] {
        let get = cmd("GET").arg("k").to_owned();
        let got = get.query_async(&mut handle.conn()).await;
        let got: Option<String> = got.expect("the same handle works");
        assert_eq!(got, None);
    }
}

/// `SELECT` is refused then, and that is no mistake in the number of the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connect_during_a_script_waits_for_its_end() {
    let rig = Rig::new().await;
    let url = format!("{}/1", rig.server.url());
    let endless = Endless::start(&rig.server);
    let connecting = tokio::spawn(async move { connect(&url).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!connecting.is_finished(), "it waits");
    drop(endless);
    let handle = connecting.await.expect("a busy server is waited for");
    let set = cmd("SET").arg("k").arg("v").to_owned();
    set.exec_async(&mut handle.conn()).await.expect("answers");
}
