//! One run of a handler, in its own task.

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
    /// The handler succeeded.
    Done,
    /// The handler failed, panicked or timed out, with the reason.
    Failed(String),
    /// The payload is not a job of this type; the handler was not called.
    Malformed(String),
    /// The task was dropped before the handler ended.
    Dropped,
}

/// The report that the task of an attempt sends when it ends.
pub(crate) struct Report {
    /// The key it was started with.
    pub(crate) key: u64,
    pub(crate) result: AttemptResult,
    pub(crate) duration: Duration,
}

/// Sends the report when dropped, so that an aborted task reports too.
pub(crate) struct Reporter {
    key: u64,
    result: AttemptResult,
    started: Instant,
    reports: UnboundedSender<Report>,
}

impl Reporter {
    pub(crate) fn new(key: u64, reports: UnboundedSender<Report>) -> Self {
        Self {
            key,
            result: AttemptResult::Dropped,
            started: Instant::now(),
            reports,
        }
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        // The receiver is gone once the worker has stopped.
        let _ = self.reports.send(Report {
            key: self.key,
            result: std::mem::replace(&mut self.result, AttemptResult::Dropped),
            duration: self.started.elapsed(),
        });
    }
}

type Start =
    dyn Fn(Envelope, Context, Option<Duration>, Reporter) -> AbortHandle + Send + Sync + 'static;

/// A handler, without its type: a worker does not repeat the bounds of its constructor, so a wrong handler is one error.
pub(crate) struct Runner(Box<Start>);

impl Runner {
    pub(crate) fn new<J, H, F, O>(handler: H) -> Self
    where
        J: Job,
        H: Fn(J, Context) -> F + Send + Sync + 'static,
        F: Future<Output = O> + Send + 'static,
        O: Outcome,
    {
        let handler = Arc::new(handler);
        Self(Box::new(move |envelope, context, timeout, reporter| {
            let handler = handler.clone();
            tokio::spawn(async move {
                // Captures the whole reporter. If the block used only its fields, the closure would capture copies of
                // these, and the reporter would be dropped, and report, right here.
                let mut reporter = reporter;
                reporter.started = Instant::now();
                let attempt = attempt(envelope, context, handler, timeout);
                reporter.result = AssertUnwindSafe(attempt)
                    .catch_unwind()
                    .await
                    // Without the message of the panic, which may quote the payload. The panic hook has printed it.
                    .unwrap_or_else(|_| AttemptResult::Failed("the handler panicked".to_owned()));
            })
            .abort_handle()
        }))
    }

    /// Starts a task that runs the handler of one job.
    pub(crate) fn start(
        &self,
        envelope: Envelope,
        context: Context,
        timeout: Option<Duration>,
        reporter: Reporter,
    ) -> AbortHandle {
        (self.0)(envelope, context, timeout, reporter)
    }
}

async fn attempt<J, H, F, O>(
    envelope: Envelope,
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
    let job = match J::read(envelope.payload()) {
        Ok(job) => job,
        Err(error) => return AttemptResult::Malformed(describe(&error)),
    };
    drop(envelope);
    let run = handler(job, context);
    let outcome = match timeout {
        Some(limit) => match tokio::time::timeout(limit, run).await {
            Ok(outcome) => outcome,
            Err(_) => {
                return AttemptResult::Failed(format!("the handler took longer than {limit:?}"));
            }
        },
        None => run.await,
    };
    match outcome.into_result() {
        Ok(()) => AttemptResult::Done,
        Err(reason) => AttemptResult::Failed(reason),
    }
}

/// What is wrong with a payload, without quoting it. The messages of `serde_json` quote values.
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
