//! Waiting for several servers to agree.

use std::thread;
use std::time::{Duration, Instant};

use super::error::DevError;
use super::options::Builder;
use super::server::Server;

const POLL: Duration = Duration::from_millis(20);

/// How long healthy servers may take to agree. Far more than they need, because a loaded machine is slow.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// Repeats `ask` until it succeeds. Its error is what is still missing.
pub(crate) fn until<T>(
    what: &str,
    within: Duration,
    mut ask: impl FnMut() -> Result<T, String>,
) -> Result<T, DevError> {
    let start = Instant::now();
    loop {
        match ask() {
            Ok(answer) => return Ok(answer),
            Err(last) if start.elapsed() >= within => {
                return Err(DevError::NotReached {
                    what: what.to_owned(),
                    after: within,
                    last,
                });
            }
            Err(_) => thread::sleep(POLL),
        }
    }
}

/// Starts servers at the same time, in the order given.
pub(crate) fn start_all(builders: Vec<Builder>) -> Result<Vec<Server>, DevError> {
    thread::scope(|scope| {
        let started: Vec<_> = builders
            .into_iter()
            .map(|builder| scope.spawn(|| builder.start()))
            .collect();
        started
            .into_iter()
            .map(|server| {
                server
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}
