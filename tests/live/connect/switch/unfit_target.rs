//! Targets that are no good: the old instance never notices.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind, Handle, Secret, State, SwitchStep};
use redis_config_tests::proxy::{Direction, Proxy};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::fixture::{address, two, up_at};
use crate::fixture::{Live, MILLI, SECOND, at, client_id, up};

/// Commands without a pause, and whether each of them went well.
struct Traffic {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<(u64, Duration)>,
}

impl Traffic {
    fn start(handle: &Handle<Live>, tasks: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut set = JoinSet::new();
        for task in 0..tasks {
            let (mut conn, stop) = (handle.conn(), Arc::clone(&stop));
            set.spawn(async move {
                let (mut done, mut longest) = (0, Duration::ZERO);
                while !stop.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    conn.incr::<_, _, i64>(format!("n{task}"), 1).await.unwrap();
                    longest = longest.max(began.elapsed());
                    done += 1;
                }
                (done, longest)
            });
        }
        Self { stop, tasks: set }
    }

    /// Commands done; the longest that one took.
    async fn end(mut self) -> (u64, Duration) {
        self.stop.store(true, Ordering::Relaxed);
        let (mut done, mut longest) = (0, Duration::ZERO);
        while let Some(task) = self.tasks.join_next().await {
            let (count, slowest) = task.unwrap();
            done += count;
            longest = longest.max(slowest);
        }
        (done, longest)
    }
}

fn total(server: &Server, tasks: usize) -> u64 {
    let count = |task| server.call(&["GET", &format!("n{task}")]).unwrap();
    (0..tasks)
        .map(|task| count(task).parse().unwrap_or(0))
        .sum()
}

#[tokio::test]
async fn a_target_that_is_not_fit_leaves_the_old_instance_alone() {
    const TASKS: usize = 8;
    let (blue, handle) = up().await;
    let traffic = Traffic::start(&handle, TASKS);
    let id = client_id(&mut handle.conn()).await;
    let short = |url: String| Live {
        connect_timeout: 500 * MILLI,
        ..at(url)
    };

    let down = Server::start().unwrap();
    down.kill().unwrap();
    let locked = Server::builder().password("right").start().unwrap();
    let wrong = Live {
        password: Some(Secret::new("wrong")),
        ..short(format!("redis://127.0.0.1:{}", locked.port()))
    };
    let primary = Server::start().unwrap();
    let replica = Server::builder()
        .arg("replicaof", format!("127.0.0.1 {}", primary.port()))
        .start()
        .unwrap();
    let node = Server::builder()
        .arg("cluster-enabled", "yes")
        .start()
        .unwrap();
    let silent = Server::start().unwrap();
    silent.freeze().unwrap();
    let cases = [
        ("down", SwitchStep::Connect, short(down.url())),
        ("wrong password", SwitchStep::Connect, wrong),
        ("read-only", SwitchStep::Probe, short(replica.url())),
        ("wrong topology", SwitchStep::Connect, short(node.url())),
        ("silent", SwitchStep::Connect, short(silent.url())),
        (
            "no such database",
            SwitchStep::Connect,
            short(format!("{}/99", blue.url())),
        ),
        ("invalid", SwitchStep::Check, short("redis://".to_owned())),
    ];
    for (case, step, target) in cases {
        let error = handle.switch(target).await.unwrap_err();
        assert_eq!(error.step(), step, "{case}: {error}");
    }

    assert_eq!(handle.generation(), 1);
    assert!(matches!(handle.state(), State::Ready { .. }));
    assert_eq!(client_id(&mut handle.conn()).await, id, "the same socket");
    assert_eq!(handle.settings().address(), address(&blue));
    let (done, _) = traffic.end().await;
    assert_eq!(total(&blue, TASKS), done, "none failed, none doubled");
}

#[tokio::test]
async fn a_target_that_is_loading_leaves_the_old_instance_alone() {
    let (_blue, handle) = up().await;
    let loading = Server::builder()
        .append_only(true)
        .arg("key-load-delay", "2000")
        .arg("loading-process-events-interval-bytes", "1024")
        .start()
        .unwrap();
    for key in 0..1500 {
        let key = key.to_string();
        loading
            .call(&["SET", &key, "some value of some length"])
            .unwrap();
    }
    loading.kill().unwrap();
    let target = Live {
        connect_timeout: SECOND,
        ..at(loading.url())
    };
    let restart = tokio::task::spawn_blocking(move || {
        loading.restart().unwrap();
        loading
    });
    // Refused until it accepts, then silent at times while it loads.
    let error = loop {
        let error = handle.switch(target.clone()).await.unwrap_err();
        match error.cause().kind() {
            ConnectErrorKind::Refused | ConnectErrorKind::Timeout => {}
            _ => break error,
        }
    };
    assert_eq!(error.cause().kind(), ConnectErrorKind::Loading, "{error}");
    assert_eq!(
        (error.step(), handle.generation()),
        (SwitchStep::Connect, 1)
    );
    let _loading = restart.await.unwrap();
    handle.switch(target).await.unwrap();
}

/// The target dies after each seventh byte that it sends, handshake and probe alike.
#[tokio::test]
async fn a_target_that_dies_half_way_leaves_the_old_instance_alone() {
    const TASKS: usize = 4;
    let (blue, green, handle) = two().await;
    let traffic = Traffic::start(&handle, TASKS);
    let id = client_id(&mut handle.conn()).await;
    // All bytes of the target's replies in an undisturbed switch.
    let proxy = Proxy::before(&green).await.unwrap();
    let other = up_at(&green).await;
    other.switch(at(proxy.url(&green.url()))).await.unwrap();
    let text = proxy.bytes(Direction::Reply);
    for bytes in (1..text - 16).step_by(7) {
        let proxy = Arc::new(Proxy::before(&green).await.unwrap());
        let armed = proxy.cut_after(Direction::Reply, bytes);
        let dying = Arc::clone(&proxy);
        let death = tokio::spawn(async move {
            armed.wait().await;
            dying.refuse().await;
        });
        let target = Live {
            connect_timeout: 100 * MILLI,
            ..at(proxy.url(&green.url()))
        };
        let error = handle.switch(target).await.unwrap_err();
        assert_ne!(
            error.step(),
            SwitchStep::Check,
            "{bytes} of {text}: {error}"
        );
        death.await.unwrap();
    }
    assert_eq!(client_id(&mut handle.conn()).await, id, "the same socket");
    let (done, _) = traffic.end().await;
    assert_eq!(total(&blue, TASKS), done, "none failed, none doubled");
}
