//! TLS connections do everything that plaintext connections do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use redis_config::Secret;
use redis_config::queue::{Context, Job, Queue, Worker};
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::authority::Wish;
use super::fixture::{Rig, Sealed, at};
use crate::fixture::SECOND;

#[tokio::test]
async fn commands_pipelines_and_large_values_pass_in_both_versions_of_the_protocol() {
    for protocol in ["TLSv1.2", "TLSv1.3"] {
        let options = [
            ("tls-protocols", protocol),
            ("requirepass", canary::PASSWORD),
        ];
        let rig = Rig::with(&Wish::default(), &options);
        let config = Sealed {
            password: Some(Secret::new(canary::PASSWORD)),
            ..rig.config()
        };
        let handle = config.connect().await.unwrap();
        let large = vec![b'x'; 5 << 20];
        let () = handle.conn().set("large", &large).await.unwrap();
        let back: Vec<u8> = handle.conn().get("large").await.unwrap();
        assert_eq!(back, large);
        let (a, b): (u32, u32) = redis::pipe()
            .atomic()
            .incr("n", 1)
            .incr("n", 1)
            .query_async(&mut handle.conn())
            .await
            .unwrap();
        assert_eq!((a, b), (1, 2));
        let health = handle.health().await.unwrap();
        assert!(health.version.is_some(), "{health:?}");
    }
}

#[tokio::test]
async fn many_callers_at_once_each_get_their_own_reply() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let callers = (0..200_u32).map(|number| {
        let handle = handle.clone();
        tokio::spawn(async move {
            for round in 0..20_u32 {
                let text = format!("{number}:{round}:{}", "y".repeat(round as usize * 50));
                let received: String = redis::cmd("ECHO")
                    .arg(&text)
                    .query_async(&mut handle.conn())
                    .await
                    .unwrap();
                assert_eq!(received, text);
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
}

#[tokio::test]
async fn a_blocking_command_waits_on_a_socket_of_its_own_and_is_forgotten_when_dropped() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let waiting = {
        let handle = handle.clone();
        tokio::spawn(async move {
            let mut own = handle.dedicated().await.unwrap();
            own.blpop::<_, (String, String)>("list", 30.0).await
        })
    };
    until("the server has the waiter", 5 * SECOND, async || {
        blocked(&rig) == 1
    })
    .await;
    let () = handle.conn().lpush("list", "item").await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().1, "item");

    let waiting = {
        let mut conn = handle.conn();
        tokio::spawn(async move { conn.blpop::<_, (String, String)>("list", 30.0).await })
    };
    until("the server has the waiter", 5 * SECOND, async || {
        blocked(&rig) == 1
    })
    .await;
    waiting.abort();
    until("the server has forgotten it", 5 * SECOND, async || {
        blocked(&rig) == 0
    })
    .await;
}

fn blocked(rig: &Rig) -> usize {
    let info = rig.server.call(&["INFO", "clients"]).unwrap();
    info.lines()
        .find_map(|line| line.trim().strip_prefix("blocked_clients:"))
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_handle_survives_kill_and_restart() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    for _ in 0..3 {
        rig.server.kill().unwrap();
        rig.server.restart().unwrap();
        until("commands succeed", 10 * SECOND, async || {
            handle.conn().set::<_, _, ()>("k", "v").await.is_ok()
        })
        .await;
    }
}

#[tokio::test]
async fn a_frozen_server_is_noticed_through_the_encryption() {
    let rig = Rig::start();
    let config = Sealed {
        response_timeout: SECOND,
        ..rig.config()
    };
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();
    rig.server.freeze().unwrap();
    let error = handle.conn().get::<_, String>("k").await.unwrap_err();
    rig.server.thaw().unwrap();
    assert!(
        error.is_timeout() || redis_config::outcome_is_unknown(&error),
        "{error}"
    );
    until("commands succeed", 10 * SECOND, async || {
        handle.conn().get::<_, String>("k").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_host_name_is_resolved_and_checked() {
    let rig = Rig::start();
    let config = Sealed {
        url: format!("rediss://localhost:{}", rig.port),
        ..rig.config()
    };
    config.connect().await.unwrap();
}

#[tokio::test]
async fn a_certificate_need_not_be_good_when_that_is_asked_for() {
    let wish = Wish {
        names: &["elsewhere"],
        until: (2021, 1, 1),
        ..Wish::default()
    };
    let rig = Rig::with(&wish, &[]);
    let config = Sealed {
        danger_tls_insecure: true,
        ..at(rig.url())
    };
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();
}

#[derive(Debug, Serialize, Deserialize)]
struct Mail {
    to: u32,
}

impl Job for Mail {
    const QUEUE: &'static str = "mails";
}

#[tokio::test]
async fn a_queue_pushes_and_works_through_encrypted_links() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let queue: Queue<Sealed, Mail> = Queue::new(&handle);
    let jobs: Vec<Mail> = (0..50).map(|to| Mail { to }).collect();
    queue.push_all(&jobs).await.unwrap();
    let (done, stop) = (
        Arc::new(std::sync::Mutex::new(Vec::new())),
        Arc::new(Notify::new()),
    );
    let (noted, stopping) = (Arc::clone(&done), Arc::clone(&stop));
    let worker = tokio::spawn(
        Worker::new(&handle, move |mail: Mail, _: Context| {
            let (noted, stop) = (Arc::clone(&noted), Arc::clone(&stop));
            async move {
                let mut noted = noted.lock().unwrap();
                noted.push(mail.to);
                if noted.len() == 50 {
                    stop.notify_one();
                }
                Ok::<(), std::io::Error>(())
            }
        })
        .run_until(async move { stopping.notified().await }),
    );
    worker.await.unwrap().unwrap();
    let mut done = done.lock().unwrap().clone();
    done.sort_unstable();
    assert_eq!(done, (0..50).collect::<Vec<_>>());
}

/// A failed TLS write may have sent a part of its bytes, so such a command must never be retried automatically.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_is_doubled_when_the_server_drops_its_clients_under_load() {
    let rig = Rig::start();
    let handle = rig.connect().await;
    let stop = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..32)
        .map(|caller: usize| {
            let (handle, stop) = (handle.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                // Long enough for a batch to fill more than the socket takes at once.
                let filler = "z".repeat(64 << (caller % 12));
                let (mut done, mut unknown) = (0_u64, 0_u64);
                while !stop.load(Relaxed) {
                    let mut push = redis::cmd("EVAL");
                    push.arg("return redis.call('INCR', KEYS[1])")
                        .arg(1)
                        .arg("count")
                        .arg(&filler);
                    match push.query_async::<u64>(&mut handle.conn()).await {
                        Ok(_) => done += 1,
                        Err(error) if redis_config::outcome_is_unknown(&error) => unknown += 1,
                        Err(_) => {}
                    }
                }
                (done, unknown)
            })
        })
        .collect();
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        rig.server
            .call(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
            .unwrap();
    }
    stop.store(true, Relaxed);
    let (mut done, mut unknown) = (0, 0);
    for caller in callers {
        let (one, other) = caller.await.unwrap();
        done += one;
        unknown += other;
    }
    let count: u64 = rig.server.call(&["GET", "count"]).unwrap().parse().unwrap();
    println!("done {done}, unknown {unknown}, counted {count}");
    assert!(unknown > 0, "no kill hit a command");
    assert!(
        done <= count && count <= done + unknown,
        "done {done}, unknown {unknown}, counted {count}"
    );
}
