//! What an error that a server answers says of the server, and not of the command.

use crate::sync::Mutex;
use std::time::{Duration, Instant as Clock};

use redis::Value;
use tokio::time::Instant;

use super::node::Node;
use crate::handle::state::State;

/// An instance is shown as impaired for this long after the last sign of it.
const SHOWN: Duration = Duration::from_secs(5);

/// What a server says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerCondition {
    /// It is a replica: nothing was done, and another server is the primary.
    Replica,
    /// It refuses work for now, with this code.
    Impaired(&'static str),
}

impl ServerCondition {
    /// That in one answer, if there is one.
    #[inline]
    pub(crate) fn of(answer: &Value) -> Option<Self> {
        match answer {
            Value::ServerError(error) => Self::with(error.code()),
            _ => None,
        }
    }

    fn with(code: &str) -> Option<Self> {
        const IMPAIRED: [&str; 5] = ["BUSY", "LOADING", "MISCONF", "NOREPLICAS", "OOM"];
        match code {
            "READONLY" | "MASTERDOWN" => Some(Self::Replica),
            _ => {
                let known = IMPAIRED.iter().find(|known| **known == code)?;
                Some(Self::Impaired(known))
            }
        }
    }
}

/// What a node was heard to complain of last.
#[derive(Debug, Default)]
pub(crate) struct ConditionLog(Mutex<Option<Heard>>);

#[derive(Clone, Copy, Debug)]
struct Heard {
    code: &'static str,
    last: Instant,
}

impl Node {
    /// Takes in what the server says of itself.
    pub(crate) fn hear(&self, complaint: ServerCondition) {
        let code = match complaint {
            ServerCondition::Replica => return self.locator.suspect(),
            ServerCondition::Impaired(code) => code,
        };
        let heard = Heard {
            code,
            last: Instant::now(),
        };
        let mut complaints = self.complaints.0.lock();
        let before = complaints.replace(heard);
        drop(complaints);
        if before.is_some_and(|before| before.code == code) {
            return;
        }
        self.outlet.amend(|state| match state {
            State::Ready { .. } => Some(State::Impaired {
                since: Clock::now(),
                code,
            }),
            State::Impaired { since, .. } => Some(State::Impaired {
                since: *since,
                code,
            }),
            _ => None,
        });
        // Who takes it back again.
        self.told.notify_one();
    }

    /// Takes back what was not heard any more for a while, and says when to look again.
    pub(crate) fn forget_complaints(&self) -> Option<Instant> {
        let mut complaints = self.complaints.0.lock();
        let due = complaints.as_ref()?.last + SHOWN;
        if due > Instant::now() {
            return Some(due);
        }
        *complaints = None;
        drop(complaints);
        self.outlet.amend(|state| match state {
            State::Impaired { .. } => Some(self.ready()),
            _ => None,
        });
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_of_itself_is_told_from_what_it_says_of_a_command() {
        for code in ["BUSY", "LOADING", "MISCONF", "NOREPLICAS", "OOM"] {
            assert_eq!(
                ServerCondition::with(code),
                Some(ServerCondition::Impaired(code))
            );
        }
        for code in ["READONLY", "MASTERDOWN"] {
            assert_eq!(ServerCondition::with(code), Some(ServerCondition::Replica));
        }
        for code in [
            "ERR",
            "WRONGTYPE",
            "NOSCRIPT",
            "NOPERM",
            "MOVED",
            "EXECABORT",
        ] {
            assert_eq!(ServerCondition::with(code), None, "{code}");
        }
    }
}
