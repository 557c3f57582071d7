//! Workers that resume after their lease, and the workers that took over their jobs.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::queue::{JobId, Queue};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{CrashRedis, Kind, Task, variable};
use redis_config_tests::fixture::job_record::{Mark, Step};
use redis_config_tests::fixture::worker_fleet::{Fate, Fleet};
use redis_config_tests::poll::until;

use crate::fixture::{PATIENCE, connect};

const LEASE: Duration = Duration::from_millis(500);

fn server() -> Server {
    Server::builder()
        .password(canary::PASSWORD)
        .start()
        .expect("a private server")
}

fn fleet(server: &Server, folder: &Path, name: &'static str, size: usize) -> Fleet {
    let (url, records) = (server.url(), folder.to_owned());
    let folder = folder.join(name);
    std::fs::create_dir(&folder).expect("a folder for what they print");
    Fleet::start(
        size,
        &folder,
        Box::new(move |place| {
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_crash_worker"));
            command
                .env(variable::URL, &url)
                .env(
                    variable::RECORD,
                    records.join(format!("{name}-{place}.record")),
                )
                .env(variable::LEASE, LEASE.as_millis().to_string())
                .env(variable::MAX_ATTEMPTS, "1");
            command
        }),
    )
}

fn marks(folder: &Path, step: Step) -> Vec<Mark> {
    let mut marks = Mark::read_all(folder).expect("whole records");
    marks.retain(|mark| mark.step == step);
    marks
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -{name} {pid}")])
        .status()
        .expect("a shell");
    assert!(sent.success(), "kill -{name} {pid}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_result_of_a_worker_frozen_past_its_lease_is_refused() {
    let server = server();
    let folder = tempfile::tempdir().expect("a folder");
    let go = folder.path().join("go");
    let queue: Queue<CrashRedis, Task> = Queue::new(&connect(&server.url()).await);
    let frozen = fleet(&server, folder.path(), "frozen", 1);
    let id = queue
        .push(&Task::new(Kind::Stalls(go.clone())))
        .await
        .expect("is pushed");
    until("the first worker holds the job", PATIENCE, async || {
        marks(folder.path(), Step::Start).len() == 1
    })
    .await;
    let pid = marks(folder.path(), Step::Start)[0].pid;
    signal("STOP", pid);

    let other = fleet(&server, folder.path(), "other", 1);
    // A claim that is not taken away from the first worker would be handed out again and again.
    until("the second worker did the job", PATIENCE, async || {
        let done = marks(folder.path(), Step::Done).len();
        let stats = queue.stats().await;
        done > 1 || done == 1 && stats.is_ok_and(|stats| stats.claimed + stats.suspects == 0)
    })
    .await;
    let done = marks(folder.path(), Step::Done);
    assert!(done[0].pid != pid && done[0].delivery == 2);
    assert_eq!(done.len(), 1, "it was handed out again after it was done");

    // Thawed, it fails the job, which has no attempt left: if that were accepted, the job would be dead.
    std::fs::write(&go, "").expect("a file");
    signal("CONT", pid);
    until("the zombie reports its failure", PATIENCE, async || {
        marks(folder.path(), Step::Fail).len() == 1
    })
    .await;
    assert_eq!(marks(folder.path(), Step::Fail)[0].pid, pid);
    // A graceful stop, so that it reports its results.
    let ended = frozen.stop().await;
    assert_eq!(ended.last().map(|ended| ended.fate), Some(Fate::Stopped));
    let text = std::fs::read_to_string(folder.path().join("frozen/0.out")).expect("its output");
    assert!(
        text.contains("refused: 1"),
        "its log does not show that its result is refused:\n{text}"
    );
    other.stop().await;
    let stats = queue.stats().await.expect("answers");
    assert_eq!(
        (
            stats.dead,
            stats.delayed,
            stats.ready,
            stats.suspects,
            stats.claimed
        ),
        (0, 0, 0, 0, 0),
        "the late result of {id} was accepted"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_sweepers_hand_each_job_of_a_dead_worker_out_once() {
    const JOBS: usize = 12;
    let server = server();
    let folder = tempfile::tempdir().expect("a folder");
    let never = folder.path().join("never");
    let queue: Queue<CrashRedis, Task> = Queue::new(&connect(&server.url()).await);
    let tasks: Vec<Task> = (0..JOBS)
        .map(|_| Task::new(Kind::Stalls(never.clone())))
        .collect();
    let doomed = fleet(&server, folder.path(), "doomed", 1);
    let ids: HashSet<JobId> = queue
        .push_all(&tasks)
        .await
        .expect("is pushed")
        .into_iter()
        .collect();
    until("the doomed worker holds all jobs", PATIENCE, async || {
        marks(folder.path(), Step::Start).len() == JOBS
    })
    .await;
    let sweepers = fleet(&server, folder.path(), "sweepers", 3);
    // Dropped, a fleet is killed with -9.
    drop(doomed);
    until("all jobs are done", PATIENCE, async || {
        let done = marks(folder.path(), Step::Done).len();
        let stats = queue.stats().await;
        done > JOBS || done == JOBS && stats.is_ok_and(|stats| stats.claimed + stats.suspects == 0)
    })
    .await;
    sweepers.stop().await;
    let mut deliveries: HashMap<JobId, Vec<u32>> = HashMap::new();
    for mark in marks(folder.path(), Step::Start) {
        deliveries.entry(mark.id).or_default().push(mark.delivery);
    }
    assert_eq!(deliveries.keys().copied().collect::<HashSet<_>>(), ids);
    for (id, deliveries) in deliveries {
        assert_eq!(deliveries, [1, 2], "deliveries of {id}");
    }
}
