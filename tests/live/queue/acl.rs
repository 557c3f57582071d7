//! Users with the fewest rights, by the lines of the documentation.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::queue::{Context, Queue, QueueError, Worker};
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, permission_denied};
use redis_config_tests::documented_acl;
use redis_config_tests::poll::until;

use crate::fixture::{JobsRedis, Number, PATIENCE, Working, definition, number};

const PASSWORD: &str = "fewest-rights";

fn set(server: &Server, user: &str, rules: &[String]) {
    let mut command = vec!["ACL", "SETUSER", user];
    command.extend(rules.iter().map(String::as_str));
    server.call(&command).unwrap();
}

fn server(users: &[&str]) -> Server {
    let server = Server::start().unwrap();
    for user in users {
        set(&server, user, &documented_acl::rules(user, PASSWORD));
    }
    server
}

async fn connect(server: &Server, user: &str) -> Handle<JobsRedis> {
    let url = format!("redis://{user}:{PASSWORD}@127.0.0.1:{}", server.port());
    definition(url).connect().await.unwrap()
}

/// Everything that is in the server, to see that nothing was changed.
fn content(server: &Server) -> Vec<(String, String)> {
    let keys = server.call(&["KEYS", "*"]).unwrap();
    let mut content: Vec<_> = keys
        .lines()
        .map(|key| (key.to_owned(), server.call(&["DUMP", key]).unwrap()))
        .collect();
    content.sort();
    content
}

#[tokio::test]
async fn producer_worker_and_operator_do_their_work_each_by_its_own_line() {
    let server = server(&["producer", "worker", "operator"]);
    let producer: Queue<_, Number> = Queue::new(&connect(&server, "producer").await);
    let operator: Queue<_, Number> = Queue::new(&connect(&server, "operator").await);
    let jobs: Vec<Number> = (0..100).map(number).collect();
    producer.push_all(&jobs).await.unwrap();
    producer.push(&number(100)).await.unwrap();
    assert_eq!(operator.stats().await.unwrap().ready, 101);

    let (handle, done) = (
        connect(&server, "worker").await,
        Arc::new(AtomicU64::new(0)),
    );
    let (broken, count) = (Arc::new(AtomicU64::new(1)), Arc::clone(&done));
    let fails = Arc::clone(&broken);
    let working = Working::start(|stop| async move {
        Worker::new(&handle, move |job: Number, _: Context| {
            let (fails, count) = (Arc::clone(&fails), Arc::clone(&count));
            async move {
                if job.n == 7 && fails.load(Ordering::Relaxed) == 1 {
                    return Err("not yet");
                }
                count.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        })
        .max_attempts(1)
        .run_until(stop)
        .await
    });
    until("the jobs are done", PATIENCE, async || {
        let stats = operator.stats().await.unwrap();
        stats.dead == 1 && stats.ready + stats.claimed == 0
    })
    .await;
    broken.store(0, Ordering::Relaxed);
    assert_eq!(operator.dead_letters(10).await.unwrap().len(), 1);
    assert_eq!(operator.redrive_all().await.unwrap(), 1);
    // Wakes a sleeping worker.
    until("the letter is done", PATIENCE, async || {
        done.load(Ordering::Relaxed) == 101
    })
    .await;
    assert_eq!(operator.purge_dead_letters().await.unwrap(), 0);
    working.stop().await;

    // And no more than that.
    for user in ["producer", "worker", "operator"] {
        let mut conn = connect(&server, user).await.conn();
        for (error, rule) in [
            (
                conn.set::<_, _, ()>("{rc:x}:y", 1).await.unwrap_err(),
                "+set",
            ),
            (
                conn.llen::<_, i64>("elsewhere").await.unwrap_err(),
                "~<pattern>",
            ),
        ] {
            let denied = permission_denied(&error).unwrap();
            assert_eq!(denied.rule(), rule, "{user}: {error}");
        }
    }
}

/// Without any one of its commands the error names it, and nothing was changed. With the rules that the error names it works.
#[tokio::test]
async fn each_missing_command_is_named_before_anything_is_changed() {
    let server = server(&["producer", "worker", "operator"]);
    let by_all: Queue<_, Number> = Queue::new(&connect(&server, "producer").await);
    by_all.push_all(&[number(1), number(2)]).await.unwrap();
    let before = content(&server);
    let optional = ["hello", "ping", "client|setname", "client|unblock", "info"];
    for user in ["producer", "worker", "operator"] {
        for command in documented_acl::commands(user) {
            // A script that the server knows needs no `SCRIPT LOAD`.
            if optional.contains(&command.as_str()) || command == "script|load" {
                continue;
            }
            set(&server, user, &["reset".to_owned()]);
            let rules = documented_acl::rules(user, PASSWORD);
            let without: Vec<String> = rules
                .into_iter()
                .filter(|rule| rule.strip_prefix('+') != Some(&command))
                .collect();
            set(&server, user, &without);
            let handle = connect(&server, user).await;
            let queue: Queue<_, Number> = Queue::new(&handle);
            let result = match user {
                "producer" => queue.push(&number(3)).await.map(drop),
                "operator" => queue.redrive_all().await.map(drop),
                _ => {
                    let worker = Worker::new(&handle, |_: Number, _: Context| async {});
                    let run = worker.run_until(std::future::pending::<()>());
                    tokio::time::timeout(PATIENCE, run).await.unwrap().map(drop)
                }
            };
            match result {
                Err(QueueError::PermissionDenied { rules }) => {
                    assert_eq!(rules, [format!("+{command}")], "{user}");
                }
                other => panic!("{user} without {command}: {other:?}"),
            }
            assert_eq!(content(&server), before, "{user} without {command}");
        }
    }
    // Heals without a new handle.
    set(&server, "producer", &["-hset".to_owned()]);
    let queue: Queue<_, Number> = Queue::new(&connect(&server, "producer").await);
    let Err(QueueError::PermissionDenied { rules }) = queue.push(&number(3)).await else {
        panic!("a push without hset");
    };
    set(&server, "producer", &rules);
    queue.push(&number(3)).await.unwrap();
}

#[tokio::test]
async fn keys_that_are_not_the_users_are_named_by_their_pattern() {
    let server = server(&["producer"]);
    set(
        &server,
        "producer",
        &["resetkeys".to_owned(), "~{other:*}:*".to_owned()],
    );
    let queue: Queue<_, Number> = Queue::new(&connect(&server, "producer").await);
    let error = queue.push(&number(1)).await.unwrap_err();
    let QueueError::PermissionDenied { rules } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(rules, &["~{rc:numbers}:*"]);
    assert!(error.to_string().contains("guide::acl"), "{error}");
    assert!(!error.is_transient());
    set(&server, "producer", rules);
    queue.push(&number(1)).await.unwrap();
}

/// Optional commands can be missing.
#[tokio::test]
async fn names_and_info_can_be_left_out() {
    let server = server(&["producer", "worker"]);
    let less = ["-info", "-client|setname", "-client|unblock", "-hello"];
    for user in ["producer", "worker"] {
        set(&server, user, &less.map(str::to_owned));
    }
    let queue: Queue<_, Number> = Queue::new(&connect(&server, "producer").await);
    queue.push(&number(1)).await.unwrap();
    let (handle, done) = (
        connect(&server, "worker").await,
        Arc::new(AtomicU64::new(0)),
    );
    let count = Arc::clone(&done);
    let working = Working::start(|stop| async move {
        Worker::new(&handle, move |_: Number, _: Context| {
            let count = Arc::clone(&count);
            async move {
                count.fetch_add(1, Ordering::Relaxed);
            }
        })
        .lease(Duration::from_secs(1))
        .run_until(stop)
        .await
    });
    until("the job is done", PATIENCE, async || {
        done.load(Ordering::Relaxed) == 1
    })
    .await;
    working.stop().await;
}
