//! A worker process to be killed. It ends in order when its standard input closes, so it never outlives its test.
#![allow(
    clippy::expect_used,
    reason = "a test's process that cannot continue ends here"
)]
#![allow(
    clippy::print_stderr,
    reason = "its test keeps and searches the output"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use redis_config::queue::{Backoff, Context, Worker};
use redis_config_tests::fixture::crash_jobs::{CrashRedis, Kind, Task, variable};
use redis_config_tests::fixture::job_record::{Record, Step};
use redis_config_tests::fixture::worker_fleet::input_closed;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::process::ExitCode {
    redis_config_tests::events::print();
    let record = std::env::var_os(variable::RECORD).expect("a file for the marks");
    let record = Arc::new(Record::open(Path::new(&record)).expect("the record opens"));
    let redis = match CrashRedis::load() {
        Ok(config) => config.connect().await,
        Err(invalid) => {
            eprintln!("{invalid}\n{invalid:?}");
            return std::process::ExitCode::from(3);
        }
    };
    let redis = match redis {
        Ok(redis) => redis,
        Err(error) => {
            eprintln!("{error}\n{error:?}");
            return std::process::ExitCode::from(4);
        }
    };
    let summary = Worker::new(&redis, move |task: Task, context: Context| {
        work(task, context, Arc::clone(&record))
    })
    .concurrency(number(variable::CONCURRENCY, 16) as usize)
    .lease(Duration::from_millis(number(variable::LEASE, 1000)))
    .max_attempts(number(variable::MAX_ATTEMPTS, 3) as u32)
    .max_deliveries(number(variable::MAX_DELIVERIES, 5) as u32)
    .backoff(Backoff::default())
    .run_until(input_closed())
    .await;
    match summary {
        Ok(summary) => {
            eprintln!("{summary:?}");
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{error:?}");
            std::process::ExitCode::from(5)
        }
    }
}

async fn work(task: Task, context: Context, record: Arc<Record>) -> Result<(), String> {
    let mark = |step| record.mark(step, &context).expect("the mark is written");
    mark(Step::Start);
    let fails = match task.kind {
        Kind::Steady(millis) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            false
        }
        Kind::FailsOnce => context.attempt() == 1,
        Kind::FailsAlways => true,
        Kind::Poison => std::process::abort(),
        Kind::Stalls(file) => {
            let first = context.delivery() == 1;
            while first && !file.exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            first
        }
    };
    if fails {
        mark(Step::Fail);
        // The text of a handler's error is stored in the dead letter and nowhere else.
        return Err(format!("failed on request: {}", task.marker));
    }
    mark(Step::Done);
    Ok(())
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a whole number"))
}
