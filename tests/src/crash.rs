//! The instance and the jobs of the tests that kill worker processes; `crash_worker` does the jobs.

use redis_config::RedisConfig;
use redis_config::queue::Job;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

use crate::canary;

/// The server under attack. Short times: a crash is over in a second.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "crash",
    env = "CRASH_REDIS",
    connect_timeout = "10s",
    response_timeout = "1s",
    reconnect_min_delay = "5ms",
    reconnect_max_delay = "100ms"
)]
pub struct CrashRedis {
    /// Where it is, through a proxy as a rule.
    pub url: String,
}

/// What a job makes of its worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Works for this many milliseconds and is done.
    Steady(u64),
    /// Fails at its first attempt, is done at the next.
    FailsOnce,
    /// Fails at every attempt.
    FailsAlways,
    /// Ends its process, every time.
    Poison,
    /// Waits at its first delivery until the file is there, then fails; is done at every later delivery.
    Stalls(PathBuf),
}

/// One job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// What it does.
    pub kind: Kind,
    /// A marked text that no log may show.
    pub marker: String,
}

impl Task {
    /// A job of this kind, marked.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            marker: canary::PAYLOAD.to_owned(),
        }
    }
}

impl Job for Task {
    const QUEUE: &'static str = "tasks";
}

/// Variables by which a test tells a worker process what to do.
pub mod variable {
    /// The URL of its Redis.
    pub const URL: &str = "CRASH_REDIS_URL";
    /// The file for its marks.
    pub const RECORD: &str = "CRASH_RECORD";
    /// Jobs at a time.
    pub const CONCURRENCY: &str = "CRASH_CONCURRENCY";
    /// Attempts before a failing job is dead.
    pub const MAX_ATTEMPTS: &str = "CRASH_MAX_ATTEMPTS";
    /// Deliveries before a job that kills its workers is dead.
    pub const MAX_DELIVERIES: &str = "CRASH_MAX_DELIVERIES";
    /// Length of a lease in milliseconds.
    pub const LEASE: &str = "CRASH_LEASE_MS";
}
