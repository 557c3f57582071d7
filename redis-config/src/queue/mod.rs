//! Jobs that are not lost.
//!
//! ```no_run
//! use redis_config::queue::{Context, Job, Queue, Worker};
//! use redis_config::{Handle, RedisConfig};
//!
//! #[derive(serde::Serialize, serde::Deserialize, Job)]
//! #[job(queue = "emails", max_attempts = 5, timeout = "30s")]
//! struct SendEmail {
//!     to: String,
//! }
//!
//! async fn run<C: RedisConfig>(redis: Handle<C>) -> Result<(), redis_config::queue::QueueError> {
//!     let emails: Queue<C, SendEmail> = Queue::new(&redis);
//!     emails.push(&SendEmail { to: "ada@example.com".into() }).await?;
//!
//!     Worker::new(&redis, |job: SendEmail, ctx: Context| async move {
//!         println!("attempt {} to write to {}", ctx.attempt(), job.to);
//!     })
//!     .concurrency(64)
//!     .run_until(std::future::pending::<()>())
//!     .await?;
//!     Ok(())
//! }
//! ```
//!
//! # The promise
//!
//! [`Queue::push`] returns `Ok` only after Redis accepted the job. From then on the job runs **at least once**, on any
//! number of worker crashes, panics, hangs, reconnects and restarts of a Redis that keeps its data, until its handler
//! succeeds or it lies, whole, among the dead letters. Not promised: exactly once; order; to survive `FLUSHALL`,
//! eviction, or a Redis that loses its data: persistence is the server's setting (`appendonly yes`).
//!
//! # How a job travels
//!
//! * A worker *claims* up to 64 jobs at a time, under one *lease* that it renews while it lives. A job is in exactly one
//!   place at any moment, and moves in one script, by the server's clock.
//! * A handler that returns an error, panics or takes too long has failed an *attempt*: the job waits for a growing,
//!   jittered [`Backoff`], and after [`max_attempts`](Worker::max_attempts) becomes a dead letter.
//! * A worker that vanishes loses its leases: any other worker's sweep makes its unfinished jobs *suspects*, one
//!   *delivery* further. A suspect is claimed alone, so that a job that kills its process takes no other with it, and
//!   after [`max_deliveries`](Worker::max_deliveries) is a dead letter of reason "crash loop".
//! * A result that comes after the lease was lost is refused. Handlers learn of the loss by [`Context::cancelled`].
//! * A payload that cannot be read goes to the dead letters with its bytes; no handler sees it.
//!
//! Redis 6.2 or later, or Valkey.

#[path = "worker/replies.rs"]
mod answers;
#[path = "engine/preflight.rs"]
mod attach;
mod backoff;
#[path = "producer/batch.rs"]
mod batch;
#[path = "producer/batcher.rs"]
mod batcher;
#[path = "worker/commands.rs"]
mod calls;
#[path = "worker/claim_scheduler.rs"]
mod claiming;
#[path = "worker/context.rs"]
mod context;
mod dead_letter;
#[path = "worker/server_sessions.rs"]
mod desk;
#[path = "engine/limits.rs"]
mod engine;
mod error;
#[path = "worker/claim.rs"]
mod held;
mod job;
mod job_id;
#[path = "worker/job_slots.rs"]
mod jobs;
#[path = "worker/claims.rs"]
mod ledger;
#[path = "producer/options.rs"]
mod options;
#[path = "worker/outcome.rs"]
mod outcome;
#[path = "producer/queue.rs"]
mod producer;
#[path = "../random.rs"]
mod random;
#[path = "worker/event_loop.rs"]
mod run;
#[path = "worker/wake_listener.rs"]
mod sleeper;
mod stats;
#[path = "worker/summary.rs"]
mod summary;
#[path = "worker/attempt.rs"]
mod task;
#[path = "worker/error_backoff.rs"]
mod trouble;
#[path = "worker/worker.rs"]
mod worker;

pub use backoff::Backoff;
pub use context::Context;
pub use dead_letter::DeadLetter;
pub use error::QueueError;
pub use job::{Job, Payload};
pub use job_id::{InvalidJobId, JobId};
pub use options::PushOptions;
pub use outcome::Outcome;
pub use producer::{PAYLOAD_LIMIT, Queue};
pub use redis_config_derive::Job;
pub use stats::Stats;
pub use summary::Summary;
pub use tokio_util::sync::CancellationToken;
pub use worker::Worker;
