//! The time that a diagnosis may take.

use std::time::Duration;

use tokio::time::Instant;

use crate::settings::settings::Settings;

/// Longest time of one step, if `connect_timeout` or `response_timeout` is longer.
const STEP_LIMIT: Duration = Duration::from_secs(5);
/// Longest time of the whole.
pub(crate) const TOTAL_LIMIT: Duration = Duration::from_secs(30);

/// The deadlines of one diagnosis. Every wait has one, so nothing outlives the last of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    end: Instant,
    connect: Duration,
    reply: Duration,
}

impl Limits {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            end: Instant::now() + TOTAL_LIMIT,
            connect: settings.connect_timeout().min(STEP_LIMIT),
            reply: settings.response_timeout().min(STEP_LIMIT),
        }
    }

    /// For a step of connecting that begins now.
    pub(crate) fn connect(&self) -> Instant {
        self.end.min(Instant::now() + self.connect)
    }

    /// For a question that is sent now.
    pub(crate) fn reply(&self) -> Instant {
        self.end.min(Instant::now() + self.reply)
    }

    /// Whether no time is left.
    pub(crate) fn is_over(&self) -> bool {
        self.end <= Instant::now()
    }
}
