//! What a server says when it will not: the caller hears it in the server's words, the socket stays, and once the
//! server is willing again the same handle and the same queue go on.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::queue::JobId;
use redis_config::redis::{RedisResult, Value, cmd};
use redis_config_tests::canary;
use redis_config_tests::crash::{Kind, Task};
use redis_config_tests::poll::until;

use crate::rig::{PATIENCE, Rig, Running};

/// Makes the server refuse `command` with `code`, looks at what that and a push get, and ends it.
async fn refused_with(code: &str, command: &[&str], begin: &[&[&str]], end: &[&[&str]]) {
    let rig = Rig::new().await;
    rig.push(Kind::Steady(0)).await;
    set(&rig.server, begin);
    goes_on_after(&rig, code, command, end).await;
}

/// While the server refuses `command` with `code`, that is all: then `end` ends it, and everything goes on.
async fn goes_on_after(rig: &Rig, code: &str, command: &[&str], end: &[&[&str]]) {
    let sockets = rig.proxy.accepted();
    for _ in 0..20 {
        let error = send(rig, command).await.expect_err("the server refuses");
        assert_eq!(error.code(), Some(code), "{error}");
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
    until("the same handle goes on", PATIENCE, async || {
        send(rig, command).await.is_ok()
    })
    .await;
    until("the same push is accepted", PATIENCE, async || {
        rig.try_push(id, &task).await.is_ok()
    })
    .await;
    rig.drained().await;
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
    goes_on_after(&rig, "MISCONF", &["SET", "k", "v"], end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_that_does_not_end() {
    let rig = Rig::new().await;
    rig.server
        .call(&["CONFIG", "SET", "busy-reply-threshold", "1"])
        .expect("is set");
    let sockets = rig.proxy.accepted();
    std::thread::scope(|scope| {
        // Ends by an error once the script is killed.
        let busy = scope.spawn(|| rig.server.call(&["EVAL", "while true do end", "0"]));
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                until("the server is busy", PATIENCE, async || {
                    let get = cmd("GET").arg("k").to_owned();
                    let got = get
                        .query_async::<Option<String>>(&mut rig.handle.conn())
                        .await;
                    got.is_err_and(|error| error.code() == Some("BUSY"))
                })
                .await;
                rig.try_push(JobId::new(), &Task::new(Kind::Steady(0)))
                    .await
                    .expect_err("the server is busy");
            });
        });
        rig.server.call(&["SCRIPT", "KILL"]).expect("is killed");
        let _ = busy.join();
    });
    assert!(
        rig.proxy.accepted() - sockets <= 3,
        "busy is no fault of the connection"
    );
    rig.push(Kind::Steady(0)).await;
    let got: Option<String> = cmd("GET")
        .arg("k")
        .query_async(&mut rig.handle.conn())
        .await
        .expect("the same handle goes on");
    assert_eq!(got, None);
}
