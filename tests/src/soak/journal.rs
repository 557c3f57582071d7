//! The injected faults, with their times.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// One fault, from its start until it was healed.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// In words, with the server concerned.
    pub(super) what: String,
    /// Before it started.
    pub(super) from: SystemTime,
    /// After it was healed; `None` until then.
    pub(super) until: Option<SystemTime>,
    /// Whether a server may have been replaced by one that lacks its last writes. Redis acknowledges before it
    /// replicates, so writes that were acknowledged in this time may be lost or undone.
    pub(super) hazard: bool,
}

impl Event {
    /// Whether it was under way at some time between these.
    pub(super) fn overlaps(&self, from: SystemTime, to: SystemTime) -> bool {
        self.from <= to && self.until.is_none_or(|until| from <= until)
    }
}

/// All events of a run; printed as they happen.
#[derive(Debug)]
pub(super) struct Journal {
    start: SystemTime,
    events: Mutex<Vec<Event>>,
}

impl Journal {
    pub(super) fn new() -> Self {
        Self {
            start: SystemTime::now(),
            events: Mutex::default(),
        }
    }

    /// Notes the beginning of a fault, and gives its number.
    pub(super) fn open(&self, what: String, hazard: bool) -> usize {
        let from = SystemTime::now();
        println!("{} {what}", self.clock(from));
        let mut events = self.lock();
        events.push(Event {
            what,
            from,
            until: None,
            hazard,
        });
        events.len() - 1
    }

    /// Notes that it is healed.
    pub(super) fn close(&self, number: usize) {
        let now = SystemTime::now();
        if let Some(event) = self.lock().get_mut(number) {
            event.until = Some(now);
        }
    }

    pub(super) fn say(&self, text: &str) {
        println!("{} {text}", self.clock(SystemTime::now()));
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.lock().clone()
    }

    /// Time since the start, as in the printed lines.
    pub(super) fn clock(&self, at: SystemTime) -> String {
        let since: Duration = at.duration_since(self.start).unwrap_or_default();
        format!("{:>9.3}s", since.as_secs_f64())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
