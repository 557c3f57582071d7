//! Blocking commands that the server ends by `UNBLOCKED`.

use std::time::Duration;

use redis_config::redis::{RedisResult, cmd};
use redis_config_tests::fixture::crash_jobs::Kind;
use redis_config_tests::poll::until;
use tokio::task::JoinHandle;

use crate::fixture::{PATIENCE, Rig, Running};

type Popped = RedisResult<Option<(String, String)>>;

/// A caller that waits at `list` for as long as it takes.
fn waiting(rig: &Rig) -> JoinHandle<Popped> {
    let mut conn = rig.handle.conn();
    tokio::spawn(async move {
        let mut pop = cmd("BLPOP");
        pop.arg("list").arg(300);
        pop.query_async(&mut conn).await
    })
}

/// Numbers of the clients that the server has blocked.
fn blocked(rig: &Rig) -> Vec<String> {
    let list = rig.server.call(&["CLIENT", "LIST"]).expect("answers");
    list.lines()
        .filter(|line| {
            line.split(' ')
                .any(|word| word.starts_with("flags=") && word.contains('b'))
        })
        .filter_map(|line| Some(line.strip_prefix("id=")?.split(' ').next()?.to_owned()))
        .collect()
}

async fn unblocked(waiting: JoinHandle<Popped>) {
    let error = tokio::time::timeout(PATIENCE, waiting)
        .await
        .expect("it gets the error at once, and not after its block time")
        .expect("no panic")
        .expect_err("it was unblocked by an error");
    assert_eq!(error.code(), Some("UNBLOCKED"), "{error}");
}

/// The next one gets what is pushed, and the shared connection never noticed.
async fn goes_on(rig: &Rig, sockets: u64) {
    let next = waiting(rig);
    until("the next one waits", PATIENCE, async || {
        !blocked(rig).is_empty()
    })
    .await;
    rig.server.call(&["RPUSH", "list", "v"]).expect("answers");
    let got = tokio::time::timeout(PATIENCE, next)
        .await
        .expect("it gets the element")
        .expect("no panic")
        .expect("no error");
    assert_eq!(got, Some(("list".to_owned(), "v".to_owned())));
    let opened = rig.proxy.accepted() - sockets;
    assert!(opened <= 1, "{opened} sockets for one command");
    assert!(rig.handle.state().is_ready());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_unblocked_by_an_error_gets_it_and_the_next_one_waits_again() {
    let rig = Rig::new().await;
    let first = waiting(&rig);
    until("it waits", PATIENCE, async || blocked(&rig).len() == 1).await;
    let sockets = rig.proxy.accepted();
    let id = &blocked(&rig)[0];
    let done = rig.server.call(&["CLIENT", "UNBLOCK", id, "ERROR"]);
    assert_eq!(done.expect("answers"), "1");
    unblocked(first).await;
    goes_on(&rig, sockets).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_becomes_a_replica_unblocks_its_clients_and_the_next_one_waits_again() {
    let rig = Rig::new().await;
    let first = waiting(&rig);
    until("it waits", PATIENCE, async || blocked(&rig).len() == 1).await;
    let sockets = rig.proxy.accepted();
    let replica = rig.server.call(&["REPLICAOF", "127.0.0.1", "1"]);
    replica.expect("answers");
    unblocked(first).await;
    rig.server
        .call(&["REPLICAOF", "NO", "ONE"])
        .expect("answers");
    goes_on(&rig, sockets).await;
}

/// A worker sleeps by a blocking command, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_unblocked_by_an_error_still_waits_for_jobs() {
    const TIMES: u64 = 5;
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(2));
    let sockets = rig.proxy.accepted();
    for _ in 0..TIMES {
        until("the worker sleeps", PATIENCE, async || {
            !blocked(&rig).is_empty()
        })
        .await;
        for id in blocked(&rig) {
            // 0 if it woke up in the meantime.
            rig.server
                .call(&["CLIENT", "UNBLOCK", &id, "ERROR"])
                .expect("answers");
        }
    }
    let (id, _) = rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    assert_eq!(worker.stop().await, [(id, 1, 1)], "once, at once");
    let opened = rig.proxy.accepted() - sockets;
    assert!(opened <= 2 * TIMES, "{opened} sockets for {TIMES} errors");
}
