//! One job in a task of its own.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;

use super::context::Context;
use super::outcome::Outcome;
use crate::queue::engine::envelope::Envelope;
use crate::queue::job::Job;

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AttemptResult {
    /// With success.
    Done,
    /// With a failure, and why.
    Failed(String),
    /// Before it began: the payload is not a job of this type.
    Malformed(String),
    /// Not at all: the task was dropped.
    Dropped,
}

/// What a task reports when it ends.
pub(crate) struct Report {
    /// The key that it was started with.
    pub(crate) key: u64,
    pub(crate) verdict: AttemptResult,
    /// How long the attempt took.
    pub(crate) took: Duration,
}

/// Reports when dropped, so that no end of a task goes unnoticed.
struct Reporter {
    key: u64,
    verdict: AttemptResult,
    started: Instant,
    to: UnboundedSender<Report>,
}

impl Drop for Reporter {
    fn drop(&mut self) {
        // Nobody listens once the worker is gone.
        let _ = self.to.send(Report {
            key: self.key,
            verdict: std::mem::replace(&mut self.verdict, AttemptResult::Dropped),
            took: self.started.elapsed(),
        });
    }
}

/// Starts the handler of one job.
pub(crate) fn start<J, H, F, O>(
    key: u64,
    item: Envelope,
    context: Context,
    handler: Arc<H>,
    timeout: Option<Duration>,
    to: UnboundedSender<Report>,
) -> AbortHandle
where
    J: Job,
    H: Fn(J, Context) -> F + Send + Sync + 'static,
    F: Future<Output = O> + Send + 'static,
    O: Outcome,
{
    let reporter = Reporter {
        key,
        verdict: AttemptResult::Dropped,
        started: Instant::now(),
        to,
    };
    tokio::spawn(async move {
        // The whole of it: alone, its fields would be copied into the task, and it dropped outside.
        let mut reporter = reporter;
        reporter.started = Instant::now();
        let attempt = AssertUnwindSafe(attempt(item, context, handler, timeout)).catch_unwind();
        reporter.verdict = attempt
            .await
            // The panic's own words stay out: they may quote the payload. The panic hook has shown them.
            .unwrap_or_else(|_| AttemptResult::Failed("the handler panicked".to_owned()));
    })
    .abort_handle()
}

async fn attempt<J, H, F, O>(
    item: Envelope,
    context: Context,
    handler: Arc<H>,
    timeout: Option<Duration>,
) -> AttemptResult
where
    J: Job,
    H: Fn(J, Context) -> F,
    F: Future<Output = O>,
    O: Outcome,
{
    let job = match J::read(item.payload()) {
        Ok(job) => job,
        Err(error) => return AttemptResult::Malformed(describe(&error)),
    };
    drop(item);
    let work = handler(job, context);
    let outcome = match timeout {
        Some(limit) => match tokio::time::timeout(limit, work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                return AttemptResult::Failed(format!("the handler took longer than {limit:?}"));
            }
        },
        None => work.await,
    };
    match outcome.into_result() {
        Ok(()) => AttemptResult::Done,
        Err(reason) => AttemptResult::Failed(reason),
    }
}

/// What is wrong with a payload, without a word of it: `serde_json` quotes values in its messages.
fn describe(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Syntax => "it is not JSON",
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "it does not fit the job's type",
        serde_json::error::Category::Io => "it cannot be read",
    };
    format!(
        "malformed payload: {what} (line {}, column {})",
        error.line(),
        error.column()
    )
}
