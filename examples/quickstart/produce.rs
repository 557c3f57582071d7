//! The producer: pushes a job for every file, runs two worker processes, kills one, and prints the report.

use std::collections::HashMap;
use std::error::Error;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use redis_config::queue::{JobId, Queue};
use redis_config::redis::AsyncCommands as _;
use redis_config_examples::instances::{JobsRedis, Redis};
use tokio::process::{Child, Command};

use crate::count::{CountFile, Entry};
use crate::report::Report;
use crate::sources;

type Jobs = Queue<JobsRedis, CountFile>;

/// Far longer than a run takes. Jobs that are not done by then count as lost.
const DEADLINE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(50);
const DEAD_LETTERS: usize = 100_000;

pub(crate) async fn run() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let redis = Redis::connect().await?;
    let queue = Jobs::new(&redis.jobs);
    let results = format!("quickstart:{}", JobId::new());

    let files = sources::files()?;
    let jobs: Vec<CountFile> = files
        .iter()
        .map(|path| CountFile {
            results: results.clone(),
            path: path.clone(),
        })
        .collect();
    let start = Instant::now();
    let ids = queue.push_all(&jobs).await?;
    println!(
        "pushed {} jobs, one for each source file of this repository",
        ids.len()
    );

    let workers = [worker()?, worker()?];
    let names = workers
        .iter()
        .map(|worker| worker.id().unwrap_or_default())
        .collect::<Vec<_>>();
    println!("two worker processes: {} and {}", names[0], names[1]);
    let entries = watch(&redis, &queue, &results, &ids, workers).await?;

    let dead: Vec<JobId> = queue
        .dead_letters(DEAD_LETTERS)
        .await?
        .into_iter()
        .map(|letter| letter.id)
        .collect();
    let report = Report::new(&files, &ids, &entries, &dead, &names);
    println!(
        "\n{report}\n  in {:.1} s\n\n{}",
        start.elapsed().as_secs_f64(),
        report.last_line()
    );
    // Leaves a user's own server as it was.
    let () = redis.cache.conn().del(&results).await?;
    Ok(if report.complete() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Starts this program as a worker, which stops when its standard input closes.
fn worker() -> Result<Child, Box<dyn Error + Send + Sync>> {
    Ok(Command::new(std::env::current_exe()?)
        .arg("work")
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?)
}

/// Polls the results until every job is done or dead, and kills a worker half-way.
async fn watch(
    redis: &Redis,
    queue: &Jobs,
    results: &str,
    ids: &[JobId],
    [mut victim, mut survivor]: [Child; 2],
) -> Result<HashMap<JobId, Entry>, Box<dyn Error + Send + Sync>> {
    // Hidden where the output is not a terminal.
    let bar = ProgressBar::new(ids.len() as u64)
        .with_style(ProgressStyle::with_template("  {bar:40} {pos}/{len}")?);
    let mut killed = false;
    let start = Instant::now();
    loop {
        let done: usize = redis.cache.conn().hlen(results).await?;
        bar.set_position(done as u64);
        if !killed && done >= ids.len() / 2 {
            killed = true;
            let name = victim.id().unwrap_or_default();
            victim.kill().await?; // SIGKILL: the worker cannot finish, report or clean up anything
            bar.suspend(|| {
                println!(
                    "  {done} done: worker {name} killed with kill -9, in the middle of its jobs"
                );
            });
        }
        let stats = queue.stats().await?;
        let waiting = stats.ready + stats.delayed + stats.suspects + stats.claimed;
        if waiting == 0 || start.elapsed() > DEADLINE {
            break;
        }
        if let Some(status) = survivor.try_wait()? {
            bar.abandon();
            return Err(format!("the other worker ended ({status})").into());
        }
        tokio::time::sleep(POLL).await;
    }
    let found: HashMap<String, String> = redis.cache.conn().hgetall(results).await?;
    bar.set_position(found.len() as u64);
    bar.abandon();
    // The worker shuts down gracefully when its standard input closes.
    drop(survivor.stdin.take());
    survivor.wait().await?;
    found
        .into_iter()
        .map(|(id, entry)| Ok((id.parse::<JobId>()?, entry.parse::<Entry>()?)))
        .collect()
}
