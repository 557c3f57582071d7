//! From one server to another while the instance is in use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use redis_config::SwitchStep;
use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::fixture::{address, two};
use crate::fixture::{MILLI, SECOND, at, sockets, up};

#[tokio::test]
async fn commands_after_a_switch_go_to_the_target_and_back_after_a_rollback() {
    let (blue, green, handle) = two().await;
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("colour", "blue").await.unwrap();
    green.call(&["SET", "colour", "green"]).unwrap();
    assert_eq!(handle.generation(), 1);

    let switched = handle.switch(at(green.url())).await.unwrap();
    assert_eq!((switched.generation(), handle.generation()), (2, 2));
    assert_eq!(
        (switched.from(), switched.to()),
        (&*address(&blue), &*address(&green))
    );
    assert!(!switched.is_same_server());
    assert_eq!(handle.settings().address(), address(&green));
    assert!(handle.state().is_ready());
    // A connection that was bound to the old socket, and a new one.
    assert_eq!(conn.get::<_, String>("colour").await.unwrap(), "green");
    assert_eq!(
        handle.conn().get::<_, String>("colour").await.unwrap(),
        "green"
    );

    let back = handle.rollback().await.unwrap();
    assert_eq!((back.generation(), back.to()), (3, &*address(&blue)));
    assert_eq!(conn.get::<_, String>("colour").await.unwrap(), "blue");
    let error = handle.rollback().await.unwrap_err();
    assert_eq!(error.step(), SwitchStep::Rollback, "{error}");
}

#[tokio::test]
async fn a_switch_to_the_server_in_use_is_reported_as_such() {
    let (server, handle) = up().await;
    let switched = handle.switch(at(server.url())).await.unwrap();
    assert!(switched.is_same_server());
    let other = format!("{}/3", server.url());
    let switched = handle.switch(at(other)).await.unwrap();
    assert!(!switched.is_same_server(), "another database");
}

#[tokio::test]
async fn the_old_sockets_are_closed_once_they_are_drained() {
    let (blue, green, handle) = two().await;
    let mut own = handle.dedicated().await.unwrap();
    own.set::<_, _, ()>("k", "v").await.unwrap();
    handle.switch(at(green.url())).await.unwrap();
    until("the shared socket is closed", 5 * SECOND, async || {
        sockets(&blue, "shared") == 0
    })
    .await;
    // Without a session it moves at its next command.
    own.set::<_, _, ()>("k", "v").await.unwrap();
    assert_eq!(green.call(&["GET", "k"]).unwrap(), "v");
    until("the dedicated one is closed too", 5 * SECOND, async || {
        sockets(&blue, "dedicated") == 0
    })
    .await;
}

#[tokio::test]
async fn a_dedicated_connection_with_a_session_stays_until_that_ends() {
    let (blue, green, handle) = two().await;
    let mut own = handle.dedicated().await.unwrap();
    redis::cmd("WATCH")
        .arg("k")
        .exec_async(&mut own)
        .await
        .unwrap();
    handle.switch(at(green.url())).await.unwrap();
    redis::cmd("MULTI").exec_async(&mut own).await.unwrap();
    redis::cmd("SET")
        .arg("k")
        .arg("blue")
        .exec_async(&mut own)
        .await
        .unwrap();
    redis::cmd("EXEC").exec_async(&mut own).await.unwrap();
    assert_eq!(blue.call(&["GET", "k"]).unwrap(), "blue");
    own.set::<_, _, ()>("k", "green").await.unwrap();
    assert_eq!(green.call(&["GET", "k"]).unwrap(), "green");
}

#[tokio::test]
async fn a_command_that_blocks_at_the_old_server_is_reissued_at_the_target() {
    let (blue, green, handle) = two().await;
    let mut shared = handle.conn();
    let mut own = handle.dedicated().await.unwrap();
    let by_shared =
        tokio::spawn(async move { shared.blpop::<_, (String, String)>("a", 60.0).await });
    let by_own = tokio::spawn(async move {
        redis::cmd("BLMOVE")
            .arg(&["b", "c", "LEFT", "RIGHT", "0"])
            .query_async::<String>(&mut own)
            .await
    });
    until("both wait", 5 * SECOND, async || {
        blue.call(&["INFO", "clients"])
            .unwrap()
            .contains("blocked_clients:2")
    })
    .await;
    handle.switch(at(green.url())).await.unwrap();
    until("both wait at the target", 5 * SECOND, async || {
        green
            .call(&["INFO", "clients"])
            .unwrap()
            .contains("blocked_clients:2")
    })
    .await;
    green.call(&["RPUSH", "a", "1"]).unwrap();
    green.call(&["RPUSH", "b", "2"]).unwrap();
    assert_eq!(by_shared.await.unwrap().unwrap().1, "1");
    assert_eq!(by_own.await.unwrap().unwrap(), "2");
}

#[tokio::test]
async fn a_wait_that_moved_ends_when_its_time_is_over() {
    let (blue, green, handle) = two().await;
    let mut conn = handle.conn();
    let began = Instant::now();
    let waiting =
        tokio::spawn(async move { conn.blpop::<_, Option<(String, String)>>("a", 2.0).await });
    until("it waits", 5 * SECOND, async || {
        blue.call(&["INFO", "clients"])
            .unwrap()
            .contains("blocked_clients:1")
    })
    .await;
    handle.switch(at(green.url())).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), None);
    assert!(
        began.elapsed() >= 2 * SECOND,
        "not cut short: {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn commands_that_wait_for_a_dead_server_are_sent_to_the_target() {
    let (blue, green, handle) = two().await;
    blue.kill().unwrap();
    until("the loss is noticed", 5 * SECOND, async || {
        !handle.state().is_ready()
    })
    .await;
    let mut waiting = JoinSet::new();
    for n in 0..50 {
        let mut conn = handle.conn();
        waiting.spawn(async move { conn.rpush::<_, _, i64>("list", n).await });
    }
    handle.switch(at(green.url())).await.unwrap();
    while let Some(pushed) = waiting.join_next().await {
        pushed.unwrap().unwrap();
    }
    assert_eq!(green.call(&["LLEN", "list"]).unwrap(), "50");
}

#[tokio::test]
async fn two_switches_at_once_are_made_one_after_the_other() {
    let (blue, green, handle) = two().await;
    let third = Server::start().unwrap();
    let (first, second) = tokio::join!(
        handle.switch(at(green.url())),
        handle.switch(at(third.url()))
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    let mut numbers = [first.generation(), second.generation()];
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3]);
    assert_eq!(handle.generation(), 3);
    // Each goes back by one.
    handle.rollback().await.unwrap();
    assert_eq!(handle.rollback().await.unwrap().to(), address(&blue));
}

#[tokio::test]
async fn a_dropped_switch_leaves_nothing() {
    let (_blue, green, handle) = two().await;
    let frozen = at(green.url());
    green.freeze().unwrap();
    timeout(200 * MILLI, handle.switch(frozen.clone()))
        .await
        .unwrap_err();
    green.thaw().unwrap();
    until("its socket is closed", 5 * SECOND, async || {
        sockets(&green, "shared") == 0
    })
    .await;
    assert_eq!(handle.generation(), 1);
    handle.switch(frozen).await.unwrap();
}

/// An acknowledged write is on the server that was current when it was sent or acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_switches_under_64_busy_tasks_fail_and_double_nothing() {
    const TASKS: u64 = 64;
    let (blue, green, handle) = two().await;
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (handle, stop, written) = (handle.clone(), Arc::clone(&stop), Arc::clone(&written));
        tasks.spawn(async move {
            let mut conn = handle.conn();
            let (mut log, mut longest) = (Vec::new(), Duration::ZERO);
            while !stop.load(Ordering::Relaxed) {
                let value = format!("{task}:{}", log.len());
                let sent = handle.generation();
                let began = Instant::now();
                conn.rpush::<_, _, i64>(format!("list{task}"), &value)
                    .await
                    .unwrap();
                longest = longest.max(began.elapsed());
                log.push((value, sent, handle.generation()));
                written.fetch_add(1, Ordering::Relaxed);
            }
            (task, log, longest)
        });
    }
    for round in 0..100 {
        let target = if round % 2 == 0 { &green } else { &blue };
        let before = written.load(Ordering::Relaxed);
        handle.switch(at(target.url())).await.unwrap();
        until("work makes progress", 10 * SECOND, async || {
            written.load(Ordering::Relaxed) > before + 64
        })
        .await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut longest = Duration::ZERO;
    let mut total = 0;
    while let Some(done) = tasks.join_next().await {
        let (task, log, slowest) = done.unwrap();
        longest = longest.max(slowest);
        total += log.len();
        let list = |server: &Server| -> Vec<String> {
            let items = server
                .call(&["LRANGE", &format!("list{task}"), "0", "-1"])
                .unwrap();
            items.lines().map(str::to_owned).collect()
        };
        let (on_blue, on_green) = (list(&blue), list(&green));
        assert_eq!(
            on_blue.len() + on_green.len(),
            log.len(),
            "task {task}: each write once"
        );
        let (on_blue, on_green): (std::collections::HashSet<_>, std::collections::HashSet<_>) = (
            on_blue.into_iter().collect(),
            on_green.into_iter().collect(),
        );
        for (value, sent, answered) in log {
            // Odd numbers are blue, even ones green.
            let fits = |colour: u64| (sent..=answered).any(|generation| generation % 2 == colour);
            assert!(
                (on_blue.contains(&value) && fits(1)) || (on_green.contains(&value) && fits(0)),
                "{value}, sent in {sent}, answered in {answered}"
            );
        }
    }
    println!("{total} writes, the longest took {longest:?}");
    until("the old sockets are closed", 15 * SECOND, async || {
        sockets(&green, "shared") == 0
    })
    .await;
    assert_eq!(sockets(&blue, "shared"), 1);
}
