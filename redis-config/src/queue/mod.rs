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
