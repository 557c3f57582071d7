//! Sockets that are replaced for their age.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;
use tokio::task::JoinSet;

use crate::fixture::{Live, MILLI, SECOND, at, sockets};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_socket_is_replaced_without_an_error() {
    let server = Server::start().unwrap();
    let config = Live {
        max_connection_age: Some(SECOND),
        connections: 2,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for task in 0..8 {
        let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
        tasks.spawn(async move {
            let mut count = 0;
            let mut sockets = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let now: i64 = conn.incr(task, 1).await.unwrap();
                count += 1;
                assert_eq!(now, count, "none lost, none doubled");
                if count % 50 == 0 {
                    sockets.push(crate::fixture::client_id(&mut conn).await);
                }
            }
            sockets.dedup();
            sockets.len()
        });
    }
    tokio::time::sleep(3500 * MILLI).await;
    stop.store(true, Ordering::Relaxed);
    for sockets in tasks.join_all().await {
        assert!(sockets >= 3, "{sockets} sockets in 3.5 s");
    }
    redis_config_tests::poll::until("old sockets are closed", 5 * SECOND, async || {
        sockets(&server, "shared") <= 3
    })
    .await;
}

/// A worker that waits for jobs all day follows a change of the name service too.
#[tokio::test]
async fn sockets_of_every_kind_have_an_age() {
    let server = Server::start().unwrap();
    let config = Live {
        max_connection_age: Some(SECOND),
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let mut subscriber = handle.subscriber().await.unwrap();
    subscriber.subscribe("news").await.unwrap();
    let mut own = handle.dedicated().await.unwrap();
    let (mut conn, mut first, mut second) = (handle.conn(), Vec::new(), Vec::new());
    let ids = |purpose: &str| -> Vec<String> {
        let list = server.call(&["CLIENT", "LIST"]).unwrap();
        let name = format!("name=redis-config:live:{purpose}");
        list.lines()
            .filter(|line| line.contains(&name))
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect()
    };
    redis_config_tests::poll::until("all are replaced", 20 * SECOND, async || {
        // One blocks on a pooled socket, one on a dedicated socket.
        let _: Option<(String, String)> = conn.blpop("none", 0.05).await.unwrap();
        let () = own.set("k", "v").await.unwrap();
        let now = [ids("shared"), ids("dedicated"), ids("subscriber")];
        if first.is_empty() {
            first = now.to_vec();
        }
        let replaced = |(before, now): (&Vec<String>, &Vec<String>)| {
            !now.is_empty() && !now.iter().any(|id| before.contains(id))
        };
        second = now.to_vec();
        first.iter().zip(&second).all(replaced)
    })
    .await;
    let gap = tokio::time::timeout(10 * SECOND, subscriber.next()).await;
    assert!(
        matches!(gap, Ok(redis_config::SubscriberEvent::Gap)),
        "{gap:?}"
    );
}
