//! Waiting for a condition, in place of sleeping.

use std::time::{Duration, Instant};

/// Between two checks: short compared with any deadline, long compared with a check.
const INTERVAL: Duration = Duration::from_millis(10);

/// Waits until `holds` returns true.
///
/// # Panics
///
/// If it does not before the deadline; the message contains `what`.
#[track_caller]
pub fn until<F>(what: &str, deadline: Duration, mut holds: F) -> impl Future<Output = ()>
where
    F: AsyncFnMut() -> bool,
{
    // Not an `async fn`: the panic names the line of the test, not this one.
    let caller = std::panic::Location::caller();
    async move {
        let start = Instant::now();
        while !holds().await {
            assert!(
                start.elapsed() < deadline,
                "{caller}: still not true after {deadline:?}: {what}"
            );
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

/// [`until`] for code without a runtime.
///
/// # Panics
///
/// If the condition does not hold before the deadline; the message contains `what`.
#[track_caller]
pub fn until_blocking(what: &str, deadline: Duration, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < deadline,
            "still not true after {deadline:?}: {what}"
        );
        std::thread::sleep(INTERVAL);
    }
}
