//! Two instances, a group, a queue and a worker, through public names only. `tests/consumers/main.rs` builds and runs it.

use std::time::Duration;

use redis_config::queue::{Context, Job, JobId, PushOptions, Queue, QueueError, Worker};
use redis_config::redis::AsyncCommands;
use redis_config::{Handle, RedisConfig, RedisConnections, Secret};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    password: Option<Secret>,
    #[redis(default = "2s", max = "30s")]
    connect_timeout: Duration,
    #[redis(extra, default = 16, min = 1, max = 512)]
    worker_concurrency: u16,
}

/// Redis for what may be lost.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache")]
struct CacheRedis {
    url: String,
    password: Option<Secret>,
}

/// Every Redis this service needs.
#[derive(Clone, RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SendEmail {
    to: String,
}

impl Job for SendEmail {
    const QUEUE: &'static str = "emails";
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    // One by one.
    let config = JobsRedis::load()?;
    config.validate()?;
    assert_eq!(
        config.worker_concurrency, 3,
        "JOBS_REDIS_WORKER_CONCURRENCY"
    );
    let jobs: Handle<JobsRedis> = config.connect().await?;
    jobs.health().await?;

    // All of them.
    Redis::validate()?;
    let configs: RedisConfigs = Redis::load()?;
    assert_eq!(configs.jobs.worker_concurrency, config.worker_concurrency);
    let redis = Redis::connect().await?;
    let emails: Queue<JobsRedis, SendEmail> = Queue::new(&redis.jobs);
    let first: JobId = emails.push(&SendEmail { to: "1".into() }).await?;
    emails
        .push_all(&[SendEmail { to: "2".into() }, SendEmail { to: "3".into() }])
        .await?;
    let chosen = JobId::new();
    let options = || {
        PushOptions::new()
            .id(chosen)
            .delay(Duration::from_millis(20))
    };
    let pushed: Result<JobId, QueueError> = emails
        .push_with(&SendEmail { to: "4".into() }, options())
        .await;
    assert_eq!(pushed?, chosen);
    assert_ne!(first, chosen);

    let (sent, mut reply) = mpsc::unbounded_channel();
    let cache = redis.cache.clone();
    Worker::new(&redis.jobs, move |job: SendEmail, ctx: Context| {
        let (sent, cache) = (sent.clone(), cache.clone());
        async move {
            let () = cache
                .conn()
                .set(format!("sent:{}", job.to), ctx.attempt())
                .await?;
            let _ = sent.send(job.to);
            Ok::<(), redis_config::redis::RedisError>(())
        }
    })
    .concurrency(usize::from(config.worker_concurrency))
    .run_until(async {
        for _ in 0..4 {
            reply.recv().await;
        }
    })
    .await?;

    let mut cache = redis.cache.conn();
    for to in 1..=4 {
        let attempt: Option<u32> = cache.get(format!("sent:{to}")).await?;
        assert_eq!(attempt, Some(1), "mail {to}");
    }
    // The two instances are two databases with separate keys.
    let mixed: Option<u32> = redis.jobs.conn().get("sent:1").await?;
    assert_eq!(mixed, None);
    let left = emails.stats().await?;
    assert_eq!((left.ready, left.delayed, left.dead), (0, 0, 0));
    println!("outside: 4 mails sent");
    Ok(())
}
