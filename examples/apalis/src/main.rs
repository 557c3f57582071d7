//! apalis, with its Redis storage on a handle of `redis-config` in place of a `ConnectionManager`.
//!
//! The server is killed and started again when half of the jobs are done. The storage and the worker need no change for it.

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use apalis::prelude::*;
use apalis_redis::{Config, RedisStorage};
use redis_config::dev::Server;
use redis_config::{Handle, RedisConfig, Url};
use serde::{Deserialize, Serialize};

type Failure = Box<dyn Error + Send + Sync>;

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: Url,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Resize {
    image: u64,
}

/// Jobs in each half of the run, before and after the server is killed.
const HALF: u64 = 100;
/// Long enough for a busy machine; only a hang takes longer.
const LIMIT: Duration = Duration::from_secs(60);

/// The completed jobs.
#[derive(Clone, Debug, Default)]
struct Done {
    images: Arc<Mutex<HashSet<u64>>>,
}

impl Done {
    fn note(&self, job: &Resize) {
        let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        images.insert(job.image);
    }

    fn count(&self) -> u64 {
        let images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        images.len() as u64
    }

    async fn reaches(&self, count: u64) -> Result<(), Failure> {
        let start = Instant::now();
        while self.count() < count {
            if start.elapsed() > LIMIT {
                return Err(format!("{} of {count} jobs after {LIMIT:?}", self.count()).into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    // With an append-only file, acknowledged writes survive the kill.
    let server = Server::builder().append_only(true).start()?;
    let config = JobsRedis {
        url: format!("{}/1", server.url()).parse()?,
    };
    let handle: Handle<JobsRedis> = config.connect().await?;
    // A handle is a connection, so it needs no adapter.
    let storage: RedisStorage<Resize, Handle<JobsRedis>> =
        RedisStorage::new(handle.clone()).with_config(Config::default().queue("resize"));

    let done = Done::default();
    tokio::select! {
        outcome = scenario(&server, &handle, &storage, &done) => outcome?,
        () = work(storage.clone(), done.clone()) => return Err("the worker has stopped".into()),
    }
    let state = handle.state();
    if !state.is_ready() {
        return Err(format!("the handle has not recovered: {state:?}").into());
    }
    println!("{} jobs done, none lost, same handle", done.count());
    Ok(())
}

async fn scenario(
    server: &Server,
    handle: &Handle<JobsRedis>,
    storage: &RedisStorage<Resize, Handle<JobsRedis>>,
    done: &Done,
) -> Result<(), Failure> {
    push(storage, 0..HALF).await?;
    done.reaches(HALF).await?;
    println!("{HALF} jobs done");

    server.kill()?;
    let start = Instant::now();
    while handle.state().is_ready() && start.elapsed() < LIMIT {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Long enough for the worker to poll without success.
    tokio::time::sleep(Duration::from_secs(1)).await;
    if handle.state().is_ready() {
        return Err("the handle has not noticed that the server is gone".into());
    }
    println!("server killed, the handle reconnects");
    server.restart()?;
    println!("server started again");

    push(storage, HALF..2 * HALF).await?;
    done.reaches(2 * HALF).await
}

/// Pushes jobs, and repeats a failed push: the storage does not report whether a job without a reply was stored.
async fn push(
    storage: &RedisStorage<Resize, Handle<JobsRedis>>,
    images: std::ops::Range<u64>,
) -> Result<(), Failure> {
    let mut storage = storage.clone();
    let start = Instant::now();
    for image in images {
        while let Err(error) = storage.push(Resize { image }).await {
            if start.elapsed() > LIMIT {
                return Err(error.to_string().into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(())
}

/// Runs jobs until the process ends. A worker of apalis ends with an error when its storage reports one, so it is rebuilt
/// on the same handle, which reconnects.
async fn work(storage: RedisStorage<Resize, Handle<JobsRedis>>, done: Done) {
    for run in 1.. {
        let done = done.clone();
        let worker = WorkerBuilder::new(format!("resize-{run}"))
            .backend(storage.clone())
            .concurrency(8)
            .build(move |job: Resize| {
                done.note(&job);
                std::future::ready(Ok::<(), BoxDynError>(()))
            });
        match worker.run().await {
            Ok(()) => return,
            Err(error) => println!("worker {run} ended: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
