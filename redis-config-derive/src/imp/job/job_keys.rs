//! The keys of `#[job(...)]`.

use crate::imp::key::{Key, Unknown, all, near};

/// How a back-off is written.
pub(super) const BACKOFF: &str = "backoff = exponential(min = \"1s\", max = \"10m\")";

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

impl Key for JobKey {
    const ATTRIBUTE: &'static str = "job";
    const EXAMPLE: &'static str = "queue = \"emails\"";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("queue", Self::Queue, Self::EXAMPLE),
        ("max_attempts", Self::MaxAttempts, "max_attempts = 5"),
        ("timeout", Self::Timeout, "timeout = \"30s\""),
        ("backoff", Self::Backoff, BACKOFF),
        ("crate", Self::Crate, "crate = ::redis_config"),
    ];

    fn unknown(name: &str) -> Unknown {
        let meant = match name {
            "name" => "did you mean `queue`?",
            "retries" | "max_retries" | "attempts" | "retry" | "tries" => {
                "did you mean `max_attempts`? It counts the first attempt too"
            }
            "delay" | "retry_delay" => "did you mean `backoff`?",
            _ => {
                let all = all::<Self>();
                let all = format!("a job takes {all}; the rest is set on the `Worker`");
                return near::<Self>(name, &all);
            }
        };
        Unknown::new(name, meant)
    }
}

impl Key for PauseKey {
    const ATTRIBUTE: &'static str = "job";
    const EXAMPLE: &'static str = "min = \"1s\", max = \"10m\"";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("min", Self::Min, "min = \"1s\""),
        ("max", Self::Max, "max = \"10m\""),
    ];

    fn unknown(name: &str) -> Unknown {
        let meant = match name {
            "first" | "initial" | "base" => "did you mean `min`?",
            "longest" | "limit" | "cap" => "did you mean `max`?",
            _ => return near::<Self>(name, "`exponential` takes `min` and `max`"),
        };
        Unknown::new(name, meant)
    }
}
