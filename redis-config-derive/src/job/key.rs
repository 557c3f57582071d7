//! The keys of `#[job(...)]`.

use proc_macro2::Ident;

use crate::job::backoff::EXPONENTIAL;
use crate::key::{Key, Unknown, enumerate, find, names, near};

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
            let meant = match name {
                "name" => "did you mean `queue`?",
                "retries" | "max_retries" | "attempts" | "retry" | "tries" => {
                    "did you mean `max_attempts`? It counts the first attempt too"
                }
                "delay" | "retry_delay" => "did you mean `backoff`?",
                _ => {
                    let all = format!(
                        "a job takes {}; the rest is said to the `Worker`",
                        enumerate(names(&JOB))
                    );
                    return near(name, &JOB, &all);
                }
            };
            Unknown::new(name, meant)
        })
    }

    fn usage(self, _: &Ident) -> String {
        match self {
            Self::Queue => "queue = \"emails\"".to_owned(),
            Self::MaxAttempts => "max_attempts = 5".to_owned(),
            Self::Timeout => "timeout = \"30s\"".to_owned(),
            Self::Backoff => format!("backoff = {EXPONENTIAL}"),
            Self::Crate => "crate = ::redis_config".to_owned(),
        }
    }
}

impl Key for PauseKey {
    const ATTRIBUTE: &'static str = "job";
    const EXAMPLE: &'static str = "min = \"1s\", max = \"10m\"";

    fn of(name: &str) -> Result<Self, Unknown> {
        find(&PAUSE, name).ok_or_else(|| {
            let meant = match name {
                "first" | "initial" | "base" => "did you mean `min`?",
                "longest" | "limit" | "cap" => "did you mean `max`?",
                _ => return near(name, &PAUSE, "`exponential` takes `min` and `max`"),
            };
            Unknown::new(name, meant)
        })
    }
}
