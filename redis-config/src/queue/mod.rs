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
//! succeeds or it is moved, intact, to the dead letters. Not promised are: exactly-once execution, order, and survival of
//! `FLUSHALL`, eviction or a Redis that loses its data. Persistence is a setting of the server (`appendonly yes`).
//!
//! # The life of a job
//!
//! * A worker *claims* up to 64 jobs at a time, under one *lease* that it renews while it runs. A job is in exactly one
//!   place at any time, and moves within one script, by the clock of the server.
//! * If a handler returns an error, panics or takes too long, the *attempt* has failed. The job waits for a growing,
//!   jittered [`Backoff`], and becomes a dead letter after [`max_attempts`](Worker::max_attempts).
//! * If a worker vanishes, its leases run out. The sweep of any other worker makes its unfinished jobs *suspects*, with one
//!   more *delivery*. A suspect is claimed alone, so that no other job is lost with it if it crashes the process. After
//!   [`max_deliveries`](Worker::max_deliveries) it becomes a dead letter with the reason "crash loop".
//! * A result that arrives after the lease ran out is refused. Handlers see the loss by [`Context::cancelled`].
//! * A payload that cannot be decoded goes to the dead letters with its bytes. No handler sees it.
//!
//! Redis 6.2 or later, or Valkey.

// Start reading at `engine/scripts/claim.lua`: the state of a queue is in Redis, and each change is one script.
//
// * `engine` has the scripts as functions, the keys, and the stored format
// * `producer` pushes, and manages dead letters; `worker` claims and runs jobs
// * `job`, `job_id`, `backoff`, `stats`, `dead_letter`, `error` are public types without I/O
//
// Imports go `worker, producer → engine → job, job_id, error`, and to `handle`. `worker` and `producer` do not import each
// other.

pub(crate) mod backoff;
pub(crate) mod dead_letter;
pub(crate) mod engine;
pub(crate) mod error;
pub(crate) mod job;
pub(crate) mod job_id;
pub(crate) mod producer;
pub(crate) mod stats;
pub(crate) mod worker;

pub use crate::queue::producer::options::PushOptions;
pub use crate::queue::producer::queue::{PAYLOAD_LIMIT, Queue};
pub use crate::queue::worker::handler::context::Context;
pub use crate::queue::worker::handler::outcome::Outcome;
pub use crate::queue::worker::summary::Summary;
pub use crate::queue::worker::worker::Worker;
pub use backoff::Backoff;
pub use dead_letter::DeadLetter;
pub use error::QueueError;
pub use job::{Job, Payload};
pub use job_id::{InvalidJobId, JobId};
pub use redis_config_derive::Job;
pub use stats::Stats;
pub use tokio_util::sync::CancellationToken;
