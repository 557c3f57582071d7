//! The server goes away and comes back.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use redis_config::State;
use redis_config::dev::Server;
use redis_config::outcome_is_unknown;
use redis_config::redis::{AsyncCommands, RedisResult};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::fixture::{Live, MILLI, SECOND, at, client_id, get, sockets, up};

#[tokio::test]
async fn commands_wait_for_a_server_that_restarts_and_succeed() {
    let (server, handle) = up().await;
    let server = Arc::new(server);
    handle.conn().set::<_, _, ()>("k", 1).await.unwrap();
    server.kill().unwrap();
    // Submitted while nothing is there.
    let mut waiting = JoinSet::new();
    for n in 0..100 {
        let mut conn = handle.conn();
        waiting.spawn(async move { conn.rpush::<_, _, i64>("list", n).await });
    }
    until("the loss is noticed", 5 * SECOND, async || {
        matches!(handle.state(), State::Reconnecting { .. })
    })
    .await;
    let restarting = Arc::clone(&server);
    tokio::task::spawn_blocking(move || restarting.restart().unwrap())
        .await
        .unwrap();
    while let Some(pushed) = waiting.join_next().await {
        pushed.unwrap().unwrap();
    }
    let pushed: i64 = handle.conn().llen("list").await.unwrap();
    assert_eq!(pushed, 100, "each command exactly once");
    assert!(handle.state().is_ready());
}

/// The figure is 20 ms after the server accepts; here with room for a busy machine.
#[tokio::test]
async fn a_restarted_server_is_reconnected_soon() {
    let (server, handle) = up().await;
    let server = Arc::new(server);
    for _ in 0..5 {
        let restarting = Arc::clone(&server);
        tokio::task::spawn_blocking(move || restarting.restart().unwrap())
            .await
            .unwrap();
        let back = Instant::now();
        let result = get(&handle, "k").await;
        // The first command may have been written to the dying socket.
        if let Err(error) = result {
            assert!(outcome_is_unknown(&error), "{error}");
            get(&handle, "k").await.unwrap();
        }
        assert!(back.elapsed() < 500 * MILLI, "{:?}", back.elapsed());
    }
}

#[tokio::test]
async fn a_written_command_is_not_sent_twice_and_its_outcome_is_unknown() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let handle = at(proxy.url(&server.url())).connect().await.unwrap();
    proxy.lose_reply(1, |command| command.name() == "INCRBY");
    let error = handle.conn().incr::<_, _, i64>("n", 1).await.unwrap_err();
    assert!(outcome_is_unknown(&error), "{error}");
    assert!(error.is_io_error(), "{error}");
    assert!(error.to_string().contains("outcome is unknown"), "{error}");
    let n: i64 = handle.conn().get("n").await.unwrap();
    assert_eq!(n, 1, "carried out once, not repeated");
}

#[tokio::test]
async fn commands_of_an_idle_connection_survive_a_killed_socket_unseen() {
    let (server, handle) = up().await;
    let mut conn = handle.conn();
    for n in 1..=20 {
        server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
        // Nothing of ours was in flight; whether the loss was seen yet or not, the command must go through or
        // have been written.
        match conn.incr::<_, _, i64>("n", 1).await {
            Ok(_) => {}
            Err(error) => assert!(outcome_is_unknown(&error), "{n}: {error}"),
        }
    }
    until("the socket is up again", 5 * SECOND, async || {
        handle.state().is_ready()
    })
    .await;
}

#[tokio::test]
async fn without_a_server_a_command_fails_after_the_response_timeout_with_the_cause() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 300 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    server.kill().unwrap();
    until("the loss is noticed", 5 * SECOND, async || {
        !handle.state().is_ready()
    })
    .await;
    let start = Instant::now();
    let error = get(&handle, "k").await.unwrap_err();
    assert!(!outcome_is_unknown(&error), "{error}");
    assert!(error.to_string().contains("not sent"), "{error}");
    assert!(
        error.to_string().contains("nothing accepts connections"),
        "{error}"
    );
    assert!(
        start.elapsed() >= 250 * MILLI && start.elapsed() < 3 * SECOND,
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_thousand_clones_cost_no_more_attempts_than_one() {
    let server = Server::start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let config = Live {
        reconnect_min_delay: 100 * MILLI,
        reconnect_max_delay: 200 * MILLI,
        connections: 4,
        ..at(proxy.url(&server.url()))
    };
    let handle = config.connect().await.unwrap();
    let mut clones = JoinSet::new();
    let before = proxy.accepted();
    server.kill().unwrap();
    // The proxy runs on this thread: until it has passed the end on, what is written here is accepted.
    until("the sockets are closed", 5 * SECOND, async || {
        proxy.open() == 0
    })
    .await;
    let start = Instant::now();
    for n in 0..1000 {
        let mut conn = handle.conn();
        clones.spawn(async move { conn.set::<_, _, ()>(n, n).await });
    }
    tokio::time::sleep(SECOND).await;
    let attempts = proxy.accepted() - before;
    let pauses = start.elapsed().as_millis() / 12;
    assert!(attempts >= 2, "{attempts}");
    assert!(u128::from(attempts) < pauses, "{attempts} attempts");
    assert!(attempts < 100, "{attempts} attempts in about a second");
    let _server = tokio::task::spawn_blocking(move || {
        server.restart().unwrap();
        server
    })
    .await
    .unwrap();
    while let Some(done) = clones.join_next().await {
        done.unwrap().unwrap();
    }
}

#[tokio::test]
async fn states_follow_each_other_by_name() {
    let server = Arc::new(Server::start().unwrap());
    let handle = at(server.url()).connect_lazy().unwrap();
    assert!(matches!(handle.state(), State::Idle));
    assert_eq!(
        sockets(&server, "shared"),
        0,
        "nothing is opened before the first use"
    );
    let mut watch = handle.watch();
    get(&handle, "k").await.unwrap();
    assert!(handle.state().is_ready());
    watch.wait_for(State::is_ready).await.unwrap();

    let mut reconnecting = handle.watch();
    server.kill().unwrap();
    let state = reconnecting
        .wait_for(|state| state.last_error().is_some())
        .await
        .unwrap()
        .clone();
    let State::Reconnecting {
        attempts,
        last_error: Some(error),
        ..
    } = state
    else {
        panic!("{state:?}");
    };
    assert!(attempts >= 1);
    assert_eq!(error.kind(), redis_config::ConnectErrorKind::Refused);

    let restarting = Arc::clone(&server);
    tokio::task::spawn_blocking(move || restarting.restart().unwrap())
        .await
        .unwrap();
    watch.wait_for(State::is_ready).await.unwrap();
    drop(handle);
    watch
        .wait_for(|state| matches!(state, State::Closed))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lazy_handle_needs_no_runtime_and_no_server_until_it_is_used() {
    let server = Server::start().unwrap();
    server.kill().unwrap();
    let url = server.url();
    let handle = std::thread::spawn(move || at(url).connect_lazy().unwrap())
        .join()
        .unwrap();
    let waiting = tokio::spawn({
        let handle = handle.clone();
        async move { get(&handle, "k").await }
    });
    let server = tokio::task::spawn_blocking(move || {
        server.restart().unwrap();
        server
    })
    .await
    .unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), None);
    assert_eq!(sockets(&server, "shared"), 1);
}

#[test]
fn a_handle_outlives_the_runtime_it_was_used_on() {
    let server = Server::start().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let handle = {
        let first = runtime();
        first.block_on(async { at(server.url()).connect().await.unwrap() })
    };
    let second = runtime();
    second.block_on(async {
        assert_eq!(get(&handle, "k").await.unwrap(), None);
    });
}

#[tokio::test]
async fn every_socket_of_several_comes_back() {
    let server = Arc::new(Server::start().unwrap());
    let config = Live {
        connections: 4,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    assert_eq!(sockets(&server, "shared"), 4);
    let mut ids = Vec::new();
    for _ in 0..8 {
        ids.push(client_id(&mut handle.conn()).await);
    }
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 4, "round robin over four sockets: {ids:?}");
    // A clone stays on its socket.
    let mut conn = handle.conn();
    let id = client_id(&mut conn).await;
    assert_eq!(client_id(&mut conn.clone()).await, id);
    assert_eq!(client_id(&mut conn).await, id);

    let restarting = Arc::clone(&server);
    tokio::task::spawn_blocking(move || restarting.restart().unwrap())
        .await
        .unwrap();
    until("all four are back", 5 * SECOND, async || {
        sockets(&server, "shared") == 4
    })
    .await;
    until("the state shows it", Duration::from_secs(5), async || {
        handle.state().is_ready()
    })
    .await;
}

#[tokio::test]
async fn a_server_that_accepts_and_hangs_up_is_not_stormed() {
    let server = Server::start().unwrap();
    let proxy = Arc::new(Proxy::before(&server).await.unwrap());
    let handle = at(proxy.url(&server.url())).connect().await.unwrap();
    let before = proxy.accepted();
    let cutting = tokio::spawn({
        let proxy = Arc::clone(&proxy);
        async move {
            loop {
                proxy.cut();
                tokio::time::sleep(MILLI).await;
            }
        }
    });
    tokio::time::sleep(SECOND).await;
    cutting.abort();
    let attempts = proxy.accepted() - before;
    assert!(attempts < 120, "{attempts} attempts in a second");
    until("it works again", 20 * SECOND, async || {
        get(&handle, "k").await.is_ok()
    })
    .await;
}

/// A command that is sent at the moment its socket ends still completes, with a result or an error.
#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn no_command_waits_for_ever_when_its_socket_ends_under_it() {
    let server = Server::start().unwrap();
    let handle = Live {
        reconnect_min_delay: MILLI,
        reconnect_max_delay: 4 * MILLI,
        ..at(server.url())
    }
    .connect()
    .await
    .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..256)
        .map(|_| {
            let (handle, stop) = (handle.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut conn = handle.conn();
                let mut failed = 0_u64;
                while !stop.load(Relaxed) {
                    let reply: RedisResult<Option<String>> = conn.get("k").await;
                    failed += u64::from(reply.is_err());
                }
                failed
            })
        })
        .collect();
    let deadline = std::time::Instant::now() + 4 * SECOND;
    while std::time::Instant::now() < deadline {
        let killed = server.call(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
        killed.unwrap();
        tokio::task::yield_now().await;
    }
    stop.store(true, Relaxed);
    let mut failed = 0;
    for caller in callers {
        let ended = timeout(20 * SECOND, caller).await;
        failed += ended.expect("every command ends").unwrap();
    }
    println!("{failed} commands have an unknown outcome");
}
