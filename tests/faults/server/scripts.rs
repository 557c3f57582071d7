//! Scripts that the server no longer knows, or does not let the user run to their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis_config::queue::{JobId, Queue, QueueError};
use redis_config::redis::Script;
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{Kind, Task};
use redis_config_tests::poll::until;

use crate::fixture::{PATIENCE, Rig, Running, connect};

/// The data stays; only the scripts go, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_scripts_forgotten_under_load_each_job_runs_once() {
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(20));
    let stop = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..4)
        .map(|_| {
            let queue: Queue<_, Task> = Queue::new(&rig.handle);
            let stop = Arc::clone(&stop);
            tokio::spawn(async move {
                let mut pushed: Vec<JobId> = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let id = queue.push(&Task::new(Kind::Steady(0))).await;
                    pushed.push(id.expect("a forgotten script is no error"));
                }
                pushed
            })
        })
        .collect();
    let loads = rig.proxy.passed("EVAL") + rig.proxy.passed("SCRIPT");
    for _ in 0..20 {
        let before = worker.runs().len();
        rig.server.call(&["SCRIPT", "FLUSH"]).expect("answers");
        until("jobs run", PATIENCE, async || {
            worker.runs().len() > before + 10
        })
        .await;
    }
    let loaded = rig.proxy.passed("EVAL") + rig.proxy.passed("SCRIPT") - loads;
    assert!(
        loaded >= 20,
        "{loaded} scripts sent anew: were they forgotten?"
    );
    stop.store(true, Ordering::Relaxed);
    let mut pushed = Vec::new();
    for producer in producers {
        pushed.extend(producer.await.expect("a producer does not panic"));
    }
    rig.drained().await;
    let mut ran: Vec<JobId> = worker.stop().await.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ran.len(), pushed.len(), "each job once");
    pushed.sort_unstable();
    ran.sort_unstable();
    assert!(ran == pushed, "other jobs ran than were pushed");

    // A script of the application's own, by hash.
    let script = Script::new("return ARGV[1]");
    for round in 0..3 {
        rig.server.call(&["SCRIPT", "FLUSH"]).expect("answers");
        let mut conn = rig.handle.conn();
        let text = script.arg(round).invoke_async::<i64>(&mut conn).await;
        assert_eq!(text.expect("is sent anew"), round);
    }
}

/// A user may run scripts, and not all that is in them: Redis before 7 calls that `ERR`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_forbidden_inside_a_script_is_an_error_at_once_and_over_when_it_is_allowed() {
    let rig = Rig::new().await;
    let rule = format!(">{}", canary::PASSWORD);
    rig.server
        .call(&[
            "ACL", "SETUSER", "app", "on", &rule, "~*", "&*", "+@all", "-rpush",
        ])
        .expect("answers");
    let url = format!(
        "redis://app:{}@{}",
        canary::PASSWORD_IN_URL,
        rig.proxy.addr()
    );
    let handle = connect(&url).await;
    let queue: Queue<_, Task> = Queue::new(&handle);
    let sockets = rig.proxy.accepted();
    for _ in 0..5 {
        let error = queue
            .push(&Task::new(Kind::Steady(0)))
            .await
            .expect_err("its script may not do that");
        let says = format!("{error} {error:?}");
        assert!(
            matches!(error, QueueError::PermissionDenied { .. }),
            "{error}"
        );
        assert!(!error.is_transient(), "somebody has to allow it: {error}");
        assert!(says.contains("`+rpush`"), "{error}");
        assert_eq!(canary::find(&says), None);
    }
    assert_eq!(rig.proxy.accepted(), sockets, "no fault of the connection");
    assert!(handle.state().is_ready());
    let kept = rig.watching.stats().await.expect("answers");
    assert_eq!(kept.ready + kept.delayed, 0, "nothing was half pushed");

    rig.server
        .call(&["ACL", "SETUSER", "app", "+rpush"])
        .expect("answers");
    let id = queue.push(&Task::new(Kind::Steady(0))).await;
    let id = id.expect("it is allowed now");
    let worker = Running::start(&handle, Duration::from_secs(2));
    rig.drained().await;
    assert_eq!(worker.stop().await, [(id, 1, 1)]);
}
