//! Shows in the state of a node that its server refuses work, until the refusals end.

use std::time::{Duration, Instant as Clock};

use tokio::time::Instant;

use crate::handle::state::State;
use crate::handle::state_publisher::StatePublisher;
use crate::sync::Mutex;

/// An instance is shown as impaired for this long after the last refusal.
const SHOWN: Duration = Duration::from_secs(5);

/// The last refusal.
#[derive(Debug, Default)]
pub(crate) struct ConditionLog(Mutex<Option<Refusal>>);

#[derive(Clone, Copy, Debug)]
struct Refusal {
    code: &'static str,
    at: Instant,
}

impl ConditionLog {
    /// Notes that the server refuses work with this code; `true` if it is not shown yet.
    pub(crate) fn record(&self, code: &'static str, publisher: &StatePublisher) -> bool {
        let at = Instant::now();
        let before = self.0.lock().replace(Refusal { code, at });
        if before.is_some_and(|before| before.code == code) {
            return false;
        }
        publisher.update(|state| {
            let since = match state {
                State::Ready { .. } => Clock::now(),
                State::Impaired { since, .. } => *since,
                _ => return None,
            };
            Some(State::Impaired { since, code })
        });
        true
    }

    /// Shows `ready` again once the last refusal is old enough; until then, when to call this again.
    pub(crate) fn expire(&self, publisher: &StatePublisher, ready: State) -> Option<Instant> {
        let mut last = self.0.lock();
        let due = last.as_ref()?.at + SHOWN;
        if due > Instant::now() {
            return Some(due);
        }
        *last = None;
        drop(last);
        publisher.update(|state| matches!(state, State::Impaired { .. }).then_some(ready));
        None
    }
}
