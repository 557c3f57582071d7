//! The keys of `#[job(...)]`.

use redis_config_rules::suggest;

use crate::key::{Key, Unknown, enumerate, find, names};

/// A key of a job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum JobKey {
    Queue,
    MaxAttempts,
    Timeout,
    Backoff,
    Crate,
}

/// A key inside `exponential(...)`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PauseKey {
    Min,
    Max,
}

const JOB: [(&str, JobKey); 5] = [
    ("queue", JobKey::Queue),
    ("max_attempts", JobKey::MaxAttempts),
    ("timeout", JobKey::Timeout),
    ("backoff", JobKey::Backoff),
    ("crate", JobKey::Crate),
];

const PAUSE: [(&str, PauseKey); 2] = [("min", PauseKey::Min), ("max", PauseKey::Max)];

impl Key for JobKey {
    const ATTRIBUTE: &'static str = "job";
    const EXAMPLE: &'static str = "queue = \"emails\"";

    fn of(name: &str) -> Result<Self, Unknown> {
        find(&JOB, name).ok_or_else(|| {
            let near = match name {
                "name" => Some("queue"),
                "retries" | "max_retries" | "attempts" | "retry" | "tries" => Some("max_attempts"),
                "delay" | "retry_delay" => Some("backoff"),
                _ => suggest::nearest(name, names(&JOB)),
            };
            unknown(name, near, || {
                format!(
                    "a job takes {}; the rest is said to the `Worker`",
                    enumerate(names(&JOB))
                )
            })
        })
    }
}

impl Key for PauseKey {
    const ATTRIBUTE: &'static str = "job";
    const EXAMPLE: &'static str = "min = \"1s\", max = \"10m\"";

    fn of(name: &str) -> Result<Self, Unknown> {
        find(&PAUSE, name).ok_or_else(|| {
            let near = match name {
                "first" | "initial" | "base" => Some("min"),
                "longest" | "limit" | "cap" => Some("max"),
                _ => suggest::nearest(name, names(&PAUSE)),
            };
            unknown(name, near, || {
                "`exponential` takes `min` and `max`".to_owned()
            })
        })
    }
}

fn unknown(name: &str, near: Option<&str>, all: impl FnOnce() -> String) -> Unknown {
    Unknown {
        message: format!("unknown key `{name}`"),
        help: near.map_or_else(all, |near| format!("did you mean `{near}`?")),
    }
}
