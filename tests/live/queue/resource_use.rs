//! A service in long trouble: what it costs, and what is left of it afterwards.

use std::time::{Duration, Instant};

use redis_config::Handle;

use redis_config::queue::Queue;
use redis_config::redis::AsyncCommands;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;

use crate::fixture::{
    JobsRedis, Number, PATIENCE, Working, connect, definition, fixture, number, server,
};

/// A service: a worker, and callers that never give up.
fn service(handle: &Handle<JobsRedis>) -> (Working, tokio::task::JoinSet<()>) {
    let working = Working::idle(handle);
    let mut callers = tokio::task::JoinSet::new();
    let queue: Queue<_, Number> = Queue::new(handle);
    for n in 0..10 {
        let (mut conn, queue) = (handle.conn(), queue.clone());
        callers.spawn(async move {
            loop {
                // At once again after each failure; a pause after a success only.
                if conn.set::<_, _, ()>("cache:k", n).await.is_ok()
                    && queue.push(&number(n)).await.is_ok()
                {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        });
    }
    (working, callers)
}

/// Time that this thread has spent on a core.
#[cfg(target_os = "linux")]
fn on_core() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(times.split(' ').next().unwrap().parse().unwrap())
}

/// The runtime of this test has one thread, which does all of the service's work.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_service_without_its_server_costs_less_than_a_twentieth_of_a_core() {
    let server = server().start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let handle = JobsRedis {
        response_timeout: Duration::from_millis(300),
        ..definition(proxy.url(&server.url()))
    }
    .connect()
    .await
    .unwrap();
    let (working, mut callers) = service(&handle);
    for away in ["killed", "frozen"] {
        match away {
            "killed" => server.kill().unwrap(),
            _ => server.freeze().unwrap(),
        }
        // Past the first quick attempts.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (used, began, attempts) = (on_core(), Instant::now(), proxy.accepted());
        tokio::time::sleep(Duration::from_secs(3)).await;
        let share = (on_core() - used).as_secs_f64() / began.elapsed().as_secs_f64();
        let attempts = proxy.accepted() - attempts;
        println!(
            "{away}: {:.2} % of a core, {attempts} attempts in 3 s",
            share * 100.0
        );
        assert!(share < 0.05, "{away}: {:.1} % of a core", share * 100.0);
        // The pauses are at most 200 ms here; the worker's sleep tries a socket of its own.
        assert!(
            (1..=150).contains(&attempts),
            "{away}: {attempts} attempts in 3 s"
        );
        match away {
            "killed" => server.restart().unwrap(),
            _ => server.thaw().unwrap(),
        }
        until("commands succeed again", PATIENCE, async || {
            handle.conn().exists::<_, bool>("cache:k").await.is_ok()
        })
        .await;
    }
    callers.shutdown().await;
    working.stop().await;
}

/// Sockets of this process whose other end is this port, in whatever state.
#[cfg(target_os = "linux")]
fn sockets_to(port: u16) -> usize {
    let ours: std::collections::HashSet<String> = std::fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|link| {
            let link = link.to_string_lossy().into_owned();
            Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect();
    let remote = format!(":{port:04X}");
    std::fs::read_to_string("/proc/self/net/tcp")
        .unwrap()
        .lines()
        .filter(|line| {
            let mut columns = line.split_whitespace();
            columns.nth(2).is_some_and(|to| to.ends_with(&remote))
                && columns.nth(6).is_some_and(|inode| ours.contains(inode))
        })
        .count()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_many_reconnects_sockets_and_tasks_are_back_at_their_count() {
    let f = fixture().await;
    let working = Working::idle(&f.handle);
    let rest = async |what: &str| {
        until(what, PATIENCE, async || {
            f.queue.push(&number(1)).await.is_ok()
        })
        .await;
        f.until_drained().await;
        until("the worker sleeps again", PATIENCE, async || {
            f.call(&["ZCARD", "{rc:numbers}:z"]) == "1"
                && f.call(&["INFO", "clients"]).contains("blocked_clients:1")
        })
        .await;
    };
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let sockets = || sockets_to(f.server.port());
    rest("a job is pushed").await;
    let before = (tasks(), sockets());
    assert!(
        before.1 >= 2,
        "the shared socket and the sleeper's: {before:?}"
    );
    for round in 0..60 {
        if round % 20 == 19 {
            f.server.restart().unwrap();
        } else {
            f.call(&["CLIENT", "KILL", "TYPE", "normal"]);
        }
        until("commands succeed again", PATIENCE, async || {
            f.handle.conn().exists::<_, bool>("cache:k").await.is_ok()
        })
        .await;
    }
    rest("a job is pushed again").await;
    until("nothing more is there than before", PATIENCE, async || {
        (tasks(), sockets()) <= before
    })
    .await;
    assert_eq!((tasks(), sockets()), before);
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_at_maxclients_is_waited_for() {
    let server = server().arg("maxclients", "20").start().unwrap();
    let proxy = Proxy::before(&server).await.unwrap();
    let handle = connect(proxy.url(&server.url())).await;
    let (working, mut callers) = service(&handle);
    proxy.refuse().await;
    proxy.cut();
    // All the places that there are; one is this test's own.
    let clients = |n: usize| {
        let info = server.call(&["INFO", "clients"]).unwrap();
        info.contains(&format!("connected_clients:{n}\r"))
    };
    until("the service is cut off", PATIENCE, async || clients(1)).await;
    let others: Vec<_> = (1..20)
        .map(|_| std::net::TcpStream::connect((server.host(), server.port())).unwrap())
        .collect();
    until("all places are taken", PATIENCE, async || clients(20)).await;
    proxy.serve().await;
    until("the cause is shown", PATIENCE, async || {
        let state = handle.state();
        state
            .last_error()
            .is_some_and(|error| error.to_string().contains("maxclients") && error.is_transient())
    })
    .await;
    drop(others);
    until("commands succeed again", PATIENCE, async || {
        handle.conn().exists::<_, bool>("cache:k").await.is_ok()
    })
    .await;
    callers.shutdown().await;
    let queue: Queue<_, Number> = Queue::new(&handle);
    queue.push(&number(1)).await.unwrap();
    until("the worker works", PATIENCE, async || {
        queue
            .stats()
            .await
            .is_ok_and(|stats| stats == Default::default())
    })
    .await;
    assert!(working.stop().await.done > 0);
}

/// The batcher that carries pushes lives on a runtime; a queue may outlive it.
#[test]
fn a_queue_outlives_the_runtime_that_it_pushed_on() {
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let first = runtime();
    let f = first.block_on(fixture());
    for n in 0..50 {
        let queue = f.queue.clone();
        first.spawn(async move { while queue.push(&number(n)).await.is_ok() {} });
    }
    first.block_on(f.until_stats("pushes are under way", |stats| stats.ready > 500));
    first.shutdown_background();
    // The first command may have been written by the old runtime, which then dropped its reply.
    runtime().block_on(async {
        let began = Instant::now();
        let mut before = None;
        until("the queue can be read", PATIENCE, async || {
            before = f.queue.stats().await.ok();
            before.is_some()
        })
        .await;
        until("a job can be pushed", PATIENCE, async || {
            f.queue.push(&number(99)).await.is_ok()
        })
        .await;
        let after = f.queue.stats().await.unwrap();
        assert!(after.ready > before.unwrap().ready);
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?}",
            began.elapsed()
        );
    });
}
