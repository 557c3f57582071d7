//! A failover under write load.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use redis_config::dev::{Sentinel, Server};
use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config::{Handle, outcome_is_unknown};
use redis_config_tests::poll::until;
use tokio::task::{JoinSet, block_in_place};

use super::fixture::{Guarded, ours, replicated, up};
use crate::fixture::PATIENCE;

const TASKS: u64 = 32;
const CAREFUL: u64 = 4;

/// The results of a task's increments.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Acknowledged.
    done: u64,
    /// Acknowledged by a replica, too.
    kept: u64,
    /// Written, and the reply was lost.
    unknown: u64,
    /// Refused by the server, which has no replica.
    refused: u64,
}

impl Counts {
    fn receives(&mut self, counted: RedisResult<u64>) {
        match counted {
            Ok(_) => self.done += 1,
            Err(error) if outcome_is_unknown(&error) => self.unknown += 1,
            Err(error) if error.to_string().contains("NOREPLICAS") => self.refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Tasks that increment, each its own key.
struct Counting {
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    tasks: JoinSet<(u64, Counts)>,
}

impl Counting {
    fn start(handle: &Handle<Guarded>) -> Self {
        let (stop, done) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let mut tasks = JoinSet::new();
        for task in 0..TASKS + CAREFUL {
            let (handle, stop, done) = (handle.clone(), Arc::clone(&stop), Arc::clone(&done));
            tasks.spawn(async move {
                let (key, mut conn) = (format!("n{task}"), handle.conn());
                let mut reply = Counts::default();
                let mut own = match task < CAREFUL {
                    true => Some(handle.dedicated().await.expect("the primary is up")),
                    false => None,
                };
                while !stop.load(Ordering::Relaxed) {
                    match &mut own {
                        None => reply.receives(conn.incr(&key, 1).await),
                        Some(own) => {
                            // On one socket, whatever happens meanwhile.
                            let mut pipeline = redis::pipe();
                            pipeline.incr(&key, 1).cmd("WAIT").arg(1).arg(200);
                            let answer: RedisResult<(u64, u64)> = pipeline.query_async(own).await;
                            let copied = matches!(answer, Ok((_, copies)) if copies > 0);
                            reply.receives(answer.map(|(count, _)| count));
                            reply.kept += u64::from(copied);
                        }
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
                (task, reply)
            });
        }
        Self { stop, done, tasks }
    }

    async fn goes_on(&self) {
        let goal = self.done.load(Ordering::Relaxed) + 500;
        until("the tasks make progress", PATIENCE, async || {
            self.done.load(Ordering::Relaxed) > goal
        })
        .await;
    }

    async fn stop(self) -> BTreeMap<u64, Counts> {
        self.stop.store(true, Ordering::Relaxed);
        self.tasks.join_all().await.into_iter().collect()
    }
}

fn found(server: &Server, task: u64) -> u64 {
    let count = server.call(&["GET", &format!("n{task}")]).expect("answers");
    count.parse().unwrap_or(0)
}

/// No server is down: the old primary acknowledges writes until it is demoted, or until the handle leaves it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_by_command_under_32_tasks_doubles_nothing_and_loses_nothing_that_was_replicated()
 {
    // Once its replica has been taken from it, the old primary acknowledges nothing.
    let options = Sentinel::builder()
        .arg("min-replicas-to-write", "1")
        .arg("min-replicas-max-lag", "10");
    let (set, handle, _room) = up(options).await;
    let old = set.primary().expect("it is up");
    // Just synchronised, a replica gets nothing before its first word, up to a second later.
    replicated(&handle).await;
    let counting = Counting::start(&handle);
    counting.goes_on().await;
    let new = block_in_place(|| set.failover()).expect("the other one takes over");
    until("the handle has moved", PATIENCE, async || {
        handle.primary_address() == Some(format!("127.0.0.1:{}", new.port()))
    })
    .await;
    counting.goes_on().await;
    let all = counting.stop().await;

    let mut sum = Counts::default();
    for (task, reply) in &all {
        let found = found(new, *task);
        assert!(
            found <= reply.done + reply.unknown,
            "n{task}: {found}, and {reply:?}"
        );
        assert!(found >= reply.kept, "n{task}: {found}, and {reply:?}");
        sum.done += reply.done;
        sum.kept += reply.kept;
        sum.unknown += reply.unknown;
        sum.refused += reply.refused;
    }
    let found: u64 = all.keys().map(|task| found(new, *task)).sum();
    println!("{sum:?}, {found} found");
    assert!(sum.kept > 0, "no replica confirmed anything");

    // From now on nothing goes anywhere else.
    for n in 1..=200_u64 {
        let counted: u64 = handle.conn().incr("after", 1).await.expect("it is up");
        assert_eq!(counted, n);
    }
    assert_eq!(new.call(&["GET", "after"]).expect("answers"), "200");
    until(
        "nothing of ours is left at the old one",
        PATIENCE,
        async || ours(old) == 0,
    )
    .await;
}
