//! A worker process of the soak.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use redis_config::Handle;
use redis_config::queue::{Context, Worker};

use super::definition::{Chore, LEASE, SoakRedis, variable};
use crate::fixture::job_record::{Record, Step};
use crate::fixture::worker_fleet::input_closed;

/// Works until its standard input closes.
pub async fn work() -> ExitCode {
    crate::events::print();
    let path = std::env::var_os(variable::RECORD).expect("a file for the marks");
    let record = Arc::new(Record::open(Path::new(&path)).expect("the record opens"));
    let target = std::env::var(variable::TARGET).expect("a file with the URL");
    let url = std::fs::read_to_string(&target).expect("the target can be read");
    // Lazy: it may be started while its server is down for longer than the connect timeout.
    let redis = match (SoakRedis { url: url.clone() }).connect_lazy() {
        Ok(redis) => redis,
        Err(invalid) => {
            eprintln!("{invalid}");
            return ExitCode::from(3);
        }
    };
    let follower = tokio::spawn(follow(redis.clone(), target, url));
    let summary = Worker::new(&redis, move |chore: Chore, context: Context| {
        let record = Arc::clone(&record);
        async move {
            let mark = |step| record.mark(step, &context).expect("the mark is written");
            mark(Step::Start);
            tokio::time::sleep(Duration::from_millis(chore.millis)).await;
            mark(Step::Done);
        }
    })
    .concurrency(8)
    .lease(LEASE)
    // Jobs of the soak never fail: none may die because others killed its worker.
    .max_deliveries(100)
    .run_until(input_closed())
    .await;
    follower.abort();
    match summary {
        Ok(summary) => {
            eprintln!("{summary:?}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{error:?}");
            ExitCode::from(5)
        }
    }
}

/// Switches whenever the URL in the file changes, until it succeeds.
async fn follow(redis: Handle<SoakRedis>, file: String, mut current: String) {
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let Ok(url) = std::fs::read_to_string(&file) else {
            continue;
        };
        if !url.is_empty() && url != current {
            match redis.switch(SoakRedis { url: url.clone() }).await {
                Ok(_) => current = url,
                Err(error) => eprintln!("the switch is tried again: {error}"),
            }
        }
    }
}
