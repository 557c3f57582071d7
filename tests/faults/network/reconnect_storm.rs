//! A thousand callers and no server: what reaches the network is bounded.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use redis_config::RedisConfig;
use redis_config::dev::Server;
use redis_config::redis::cmd;
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::JoinSet;

use crate::fixture::PATIENCE;

const CLONES: u32 = 1000;
const SOCKETS: u64 = 4;
const AWAY: Duration = Duration::from_secs(3);

/// The pauses are the default ones.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "storm",
    env = "STORM_REDIS",
    connections = 4,
    connect_timeout = "500ms",
    response_timeout = "500ms"
)]
struct StormRedis {
    url: String,
}

/// How the server fails. A killed one behind a proxy accepts and hangs up; a mute one accepts and never replies.
async fn a_thousand_callers(
    away: &str,
    go: impl AsyncFn(&Server, &Proxy),
    back: impl AsyncFn(&Server, &Proxy),
) {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .expect("a private server");
    let proxy = Proxy::before(&server).await.expect("a proxy");
    let url = proxy.url(&server.url());
    let handle = StormRedis { url }.connect().await.expect("it is up");
    assert_eq!(proxy.accepted(), SOCKETS);
    let stop = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for n in 0..CLONES {
        let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
        // At once again after each failure.
        callers.spawn(async move {
            let (mut failed, mut blocked) = (0_u64, Duration::ZERO);
            while !stop.load(Ordering::Relaxed) {
                let begin = Instant::now();
                let set = cmd("SET").arg(n).arg(n).to_owned();
                match set.exec_async(&mut conn).await {
                    Ok(()) => tokio::time::sleep(Duration::from_millis(100)).await,
                    Err(_) => failed += 1,
                }
                blocked = blocked.max(begin.elapsed());
            }
            (failed, blocked)
        });
    }
    until("each has called", PATIENCE, async || {
        server
            .call(&["DBSIZE"])
            .is_ok_and(|size| size == CLONES.to_string())
    })
    .await;

    go(&server, &proxy).await;
    let before = proxy.accepted();
    tokio::time::sleep(AWAY).await;
    let attempts = proxy.accepted() - before;
    // Pauses of a twenty-fifth of the outage at most, whatever the number of callers.
    println!("{away}: {attempts} attempts in {AWAY:?} for {CLONES} callers");
    assert!((1..=180).contains(&attempts), "{away}: {attempts} attempts");

    back(&server, &proxy).await;
    until("the handle is up again", PATIENCE, async || {
        handle.state().is_ready()
    })
    .await;
    server.call(&["FLUSHALL"]).expect("answers");
    until("each calls again", PATIENCE, async || {
        server
            .call(&["DBSIZE"])
            .is_ok_and(|size| size == CLONES.to_string())
    })
    .await;
    let list = server.call(&["CLIENT", "LIST"]).expect("answers");
    let sockets = list.matches("name=redis-config:storm:").count();
    assert_eq!(sockets as u64, SOCKETS, "{away}: a clone is no socket");
    stop.store(true, Ordering::Relaxed);
    let reply = callers.join_all().await;
    let failed: u64 = reply.iter().map(|(failed, _)| failed).sum();
    println!("{away}: {failed} errors in all");
    assert!(failed > 0, "the failure went unnoticed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_of_a_dead_server_make_a_handful_of_attempts() {
    a_thousand_callers(
        "killed",
        async |server, _| server.kill().expect("is killed"),
        async |server, _| {
            tokio::task::block_in_place(|| server.restart()).expect("comes up");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_of_a_mute_server_make_a_handful_of_attempts() {
    a_thousand_callers(
        "mute",
        async |_, proxy| {
            proxy.mute().await;
            proxy.cut();
        },
        async |_, proxy| proxy.serve().await,
    )
    .await;
}
