//! Small tools for shared state, without Redis in them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};

use tokio::runtime;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::task::AbortHandle;

/// A mutex that ignores poisoning: no critical section of this crate leaves its data half-changed, so a panic
/// elsewhere must not take a healthy connection with it.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A counter that spreads callers over equal targets.
#[derive(Debug, Default)]
pub(crate) struct RoundRobin(AtomicUsize);

impl RoundRobin {
    pub(crate) const fn starting_at(first: usize) -> Self {
        Self(AtomicUsize::new(first))
    }

    /// The next number. The caller reduces it to the number of its targets.
    pub(crate) fn next(&self) -> usize {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    /// The next number of a counter for the whole process: callers that are made one after the other begin at different
    /// targets.
    pub(crate) fn next_in_process() -> usize {
        static PROCESS: RoundRobin = RoundRobin::starting_at(0);
        PROCESS.next()
    }
}

/// A background task of which at most one runs: started at the first use, again after the runtime that it ran on is gone,
/// and never again once closed.
#[derive(Debug, Default)]
pub(crate) struct RestartableTask {
    run: Arc<Run>,
    closed: AtomicBool,
    task: Mutex<Option<AbortHandle>>,
}

#[derive(Debug, Default)]
struct Run {
    running: AtomicBool,
    ended: Notify,
}

/// Held by the task: its end, for whatever reason, makes room for the next run.
struct RunGuard(Arc<Run>);

impl Drop for RunGuard {
    fn drop(&mut self) {
        self.0.running.store(false, Ordering::Release);
        self.0.ended.notify_waiters();
    }
}

impl RestartableTask {
    /// Starts the task unless it is running or closed; `false` if there is no Tokio runtime to run it on.
    pub(crate) fn ensure_running<F>(&self, task: impl FnOnce() -> F) -> bool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if self.run.running.load(Ordering::Acquire) || self.is_closed() {
            return true;
        }
        let Ok(runtime) = runtime::Handle::try_current() else {
            return false;
        };
        if self.run.running.swap(true, Ordering::AcqRel) {
            return true;
        }
        let (guard, task) = (RunGuard(Arc::clone(&self.run)), task());
        let spawned = runtime.spawn(async move {
            let _guard = guard;
            task.await;
        });
        let spawned = spawned.abort_handle();
        *self.task.lock() = Some(spawned.clone());
        // Closed since the check above: `close` may not have seen this run.
        if self.is_closed() {
            spawned.abort();
        }
        true
    }

    /// Completes when a run ends. Enable it before `ensure_running`, so that no end is missed.
    pub(crate) fn ended(&self) -> Notified<'_> {
        self.run.ended.notified()
    }

    /// Ends the task for good.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let task = self.task.lock().take();
        if let Some(task) = task {
            task.abort();
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[test]
    fn a_task_restarts_when_its_runtime_is_gone_and_not_after_close() {
        let task = RestartableTask::default();
        assert!(!task.ensure_running(pending));
        for _ in 0..2 {
            let runtime = runtime::Builder::new_current_thread().build().unwrap();
            let mut runs = 0;
            runtime.block_on(async {
                for _ in 0..2 {
                    assert!(task.ensure_running(|| {
                        runs += 1;
                        pending()
                    }));
                }
            });
            assert_eq!(runs, 1);
        }
        task.close();
        assert!(task.ensure_running(|| async { unreachable!() }));
    }
}
