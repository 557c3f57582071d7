//! A server that is stopped for half a minute, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use redis_config::outcome_is_unknown;
use redis_config::redis::cmd;
use redis_config_tests::fixture::crash_jobs::Kind;
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::fixture::{PATIENCE, Rig, Running};

const FROZEN: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_thirty_seconds_frozen_nothing_is_doubled_and_all_resumes_at_once() {
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(2));
    rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for _ in 0..4 {
        let (mut conn, stop) = (rig.handle.conn(), Arc::clone(&stop));
        callers.spawn(async move {
            let (mut done, mut unknown, mut unsent) = (0_i64, 0_i64, 0_u64);
            let mut longest = Duration::ZERO;
            while !stop.load(Ordering::Relaxed) {
                let begin = Instant::now();
                match cmd("INCR").arg("n").query_async::<i64>(&mut conn).await {
                    Ok(_) => {
                        done += 1;
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    Err(error) if outcome_is_unknown(&error) => unknown += 1,
                    Err(_) => unsent += 1,
                }
                longest = longest.max(begin.elapsed());
            }
            (done, unknown, unsent, longest)
        });
    }
    until("they call", PATIENCE, async || {
        rig.proxy.passed("INCR") > 100
    })
    .await;

    rig.server.freeze().expect("is stopped");
    let sockets = rig.proxy.accepted();
    tokio::time::sleep(FROZEN).await;
    let attempts = rig.proxy.accepted() - sockets;
    assert!(!rig.handle.state().is_ready(), "the failure went unnoticed");
    // The kernel accepts for a stopped process, so each attempt lasts its whole `connect_timeout` of 10 s; the worker
    // also asks for a dedicated socket.
    assert!((1..=20).contains(&attempts), "{attempts} attempts");
    let before = rig.proxy.passed("INCR");
    rig.server.thaw().expect("it is thawed");
    let thawed = Instant::now();
    until("they call again", PATIENCE, async || {
        rig.proxy.passed("INCR") > before + 100
    })
    .await;
    println!(
        "{attempts} attempts in {FROZEN:?}; a hundred commands {:?} after the thaw",
        thawed.elapsed()
    );
    rig.push(Kind::Steady(0)).await;
    rig.drained().await;
    stop.store(true, Ordering::Relaxed);
    let (mut done, mut unknown) = (0, 0);
    for (ok, lost, unsent, longest) in callers.join_all().await {
        done += ok;
        unknown += lost;
        assert!(unsent > 0, "commands fail while there is no connection");
        assert!(
            longest < FROZEN / 3,
            "a caller waited {longest:?} with a response timeout of a second"
        );
    }
    let direct = rig.server.call(&["GET", "n"]).expect("answers");
    let count: i64 = direct.parse().expect("a number");
    assert!(
        (done..=done + unknown).contains(&count),
        "{done} acknowledged, {unknown} unknown, {count} counted"
    );
    assert!(unknown <= 8, "{unknown} of four callers' commands unknown");
    assert_eq!(worker.stop().await.len(), 2, "both jobs, each once");
}
