//! Every script in every state of the server: applied whole, or not at all.

use std::time::Duration;

use redis::RedisError;

use super::rig::{LEASE, Rig, WORKER, claim_id, job, rig};
use crate::queue::engine::keys::Key;
use crate::queue::engine::scripts_api::{Finish, Operation, PushBatch};
use crate::queue::error::QueueError;

/// Runs one script on a queue that has something of everything.
async fn run(b: &mut Rig, script: &str) -> Result<(), RedisError> {
    let (engine, mut conn) = (b.engine.clone(), b.conn.clone());
    let conn = &mut conn;
    match script {
        "push" => {
            let batch = PushBatch {
                ready: vec![job(100), job(101)],
                delayed: vec![(9_000, job(102))],
                with_id: vec![(0, job(200)), (9_000, job(201))],
            };
            b.send(100, &batch).await.map(drop)
        }
        "push_ready" => {
            let cmd =
                engine.push_ready_call(&super::rig::PRODUCER, &super::rig::NONCE, 62, &[job(62)]);
            engine.push_ready(conn, &cmd).await.map(|done| {
                assert!(done || b.call(&["EXISTS", engine.keys.get(Key::Producers)]) == "0");
            })
        }
        "claim" => engine
            .claim(
                conn,
                &claim_id(50),
                4,
                LEASE,
                &WORKER,
                Duration::from_secs(5),
            )
            .await
            .map(drop),
        "renew" => engine
            .renew(conn, LEASE, &[claim_id(1), claim_id(9)])
            .await
            .map(drop),
        "finish" => {
            let operations = vec![
                (1, Operation::Retry(5)),
                (2, Operation::Failed("no".into())),
                (3, Operation::Requeue),
            ];
            let finish = Finish {
                claim: claim_id(1),
                settled: 0b1111,
                operations,
            };
            engine.finish(conn, [&finish].into_iter()).await.map(drop)
        }
        "release" => engine.release(conn, &[claim_id(1)]).await.map(drop),
        "sweep" => engine.sweep(conn, 16, 2, LEASE).await.map(drop),
        "leave" => engine.leave(conn, &WORKER).await,
        "redrive" => engine.redrive(conn, 0, 10, &[]).await.map(drop),
        "purge" => engine.purge(conn).await.map(drop),
        "stats" => engine.stats(conn).await.map(drop),
        "dead" => engine.dead(conn, 0, 10).await.map(drop),
        other => panic!("{other}"),
    }
}

const WRITERS: [&str; 10] = [
    "push",
    "push_ready",
    "claim",
    "renew",
    "finish",
    "release",
    "sweep",
    "leave",
    "redrive",
    "purge",
];

/// Ready jobs, a claim of eight, an expired claim, a due job, a waiting one, a suspect, a dead letter, a sleeper.
async fn full() -> Rig {
    let mut b = rig().await;
    b.claim(40, 1).await;
    b.push(30).await;
    b.claim(1, 8).await;
    b.claim(2, 2).await;
    b.claim(3, 3).await;
    b.expire(3).await;
    b.sweep(5).await;
    b.claim(4, 1).await;
    b.finish(4, 1, &[(0, Operation::Failed("no".into()))]).await;
    // One whose lease ran out for the first time, and one for the second.
    b.claim(5, 1).await;
    b.expire(2).await;
    b.expire(5).await;
    let batch = PushBatch {
        delayed: vec![(0, job(60)), (90_000, job(61))],
        ..PushBatch::default()
    };
    b.send(60, &batch).await.unwrap();
    let listeners = b.engine.keys.get(Key::Listeners);
    b.call(&["ZADD", listeners, "99999999999999", "worker-2"]);
    b
}

#[tokio::test]
async fn a_key_of_a_wrong_type_stops_a_script_before_its_first_write() {
    let mut b = full().await;
    let keys = b.engine.keys.clone();
    let mut refused = 0;
    for key in keys.all() {
        let kept = format!("{key}:kept");
        let existed = b.call(&["EXISTS", key]) == "1";
        if existed {
            b.call(&["RENAME", key, &kept]);
        }
        b.call(&["SET", key, "a string"]);
        for script in WRITERS {
            let before = b.snapshot().await;
            match run(&mut b, script).await {
                // A script that does not use the key: its effect is undone by the reload below.
                Ok(()) => {}
                Err(error) => {
                    refused += 1;
                    assert!(
                        error.to_string().contains("WRONGTYPE"),
                        "{script} {key}: {error}"
                    );
                    assert_eq!(
                        b.snapshot().await,
                        before,
                        "{script} changed something though {key} is a string"
                    );
                    continue;
                }
            }
            b = full().await;
            if b.call(&["EXISTS", key]) == "1" {
                b.call(&["RENAME", key, &kept]);
            }
            b.call(&["SET", key, "a string"]);
        }
        b = full().await;
    }
    assert!(refused > 40, "{refused}");
}

#[tokio::test]
async fn without_memory_a_push_fails_whole_and_everything_else_works() {
    for script in WRITERS {
        let mut b = full().await;
        let before = b.snapshot().await;
        b.call(&["CONFIG", "SET", "maxmemory", "1"]);
        let answer = run(&mut b, script).await;
        if script.starts_with("push") {
            let error = QueueError::from(answer.unwrap_err());
            assert!(matches!(error, QueueError::OutOfMemory), "{error}");
            assert_eq!(b.snapshot().await, before);
        } else {
            answer.unwrap_or_else(|error| panic!("{script}: {error}"));
            assert_ne!(b.snapshot().await, before, "{script} did nothing");
            b.place_of_each().await;
        }
    }
}

#[tokio::test]
async fn a_push_that_was_written_is_recognised_without_memory_too() {
    let mut b = rig().await;
    run(&mut b, "push").await.unwrap();
    let before = b.place_of_each().await;
    b.call(&["CONFIG", "SET", "maxmemory", "1"]);
    run(&mut b, "push").await.unwrap();
    assert_eq!(b.place_of_each().await, before);
}

#[tokio::test]
async fn an_empty_claim_registers_a_listener_without_memory() {
    let mut b = rig().await;
    b.call(&["CONFIG", "SET", "maxmemory", "1"]);
    run(&mut b, "claim").await.unwrap();
    assert_eq!(b.call(&["ZCARD", "{rc:t}:z"]), "1");
}

#[tokio::test]
async fn a_replica_changes_nothing() {
    let mut b = full().await;
    b.call(&["REPLICAOF", "127.0.0.1", "1"]);
    let before = b.snapshot().await;
    for script in WRITERS {
        let error = run(&mut b, script).await.unwrap_err();
        assert!(
            error.to_string().contains("READONLY") || error.to_string().contains("read only"),
            "{script}: {error}"
        );
    }
    assert_eq!(b.snapshot().await, before);
}

#[tokio::test]
async fn too_few_replicas_change_nothing() {
    let mut b = full().await;
    b.call(&["CONFIG", "SET", "min-replicas-to-write", "1"]);
    let before = b.snapshot().await;
    for script in WRITERS {
        let error = run(&mut b, script).await.unwrap_err();
        assert_eq!(error.code(), Some("NOREPLICAS"), "{script}: {error}");
    }
    assert_eq!(b.snapshot().await, before);
}

#[tokio::test]
async fn scripts_come_back_after_the_server_forgot_them() {
    for script in WRITERS.into_iter().chain(["stats", "dead"]) {
        let mut b = full().await;
        b.call(&["SCRIPT", "FLUSH"]);
        run(&mut b, script).await.unwrap();
    }
}

#[tokio::test]
async fn after_flushall_every_script_still_runs() {
    for script in WRITERS.into_iter().chain(["stats", "dead"]) {
        let mut b = full().await;
        b.call(&["FLUSHALL"]);
        run(&mut b, script).await.unwrap();
        b.place_of_each().await;
    }
}

#[tokio::test]
async fn a_user_without_rights_changes_nothing() {
    let mut b = full().await;
    let before = b.snapshot().await;
    b.call(&[
        "ACL", "SETUSER", "weak", "on", ">pw", "~*", "+evalsha", "+script", "+eval", "+@read",
        "+time", "-@write",
    ]);
    let url = format!("redis://weak:pw@127.0.0.1:{}", b.server.port());
    let weak = redis::Client::open(url).unwrap();
    let strong = std::mem::replace(
        &mut b.conn,
        weak.get_multiplexed_async_connection().await.unwrap(),
    );
    for script in WRITERS {
        run(&mut b, script).await.unwrap_err();
    }
    b.conn = strong;
    assert_eq!(b.snapshot().await, before);
}
