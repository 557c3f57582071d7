//! One state made of those of the nodes.

use crate::sync::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use super::state::State;
use super::state_publisher::StatePublisher;

/// Shows one state for all nodes, and has the map looked at when one of them is not well.
#[derive(Debug)]
pub(crate) struct AggregateState {
    outlet: Arc<StatePublisher>,
    parts: Mutex<Parts>,
    next: AtomicUsize,
    pub(crate) refresh: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Parts {
    /// What each node has last posted. One that has posted nothing is idle.
    states: BTreeMap<usize, State>,
    /// The nodes that count.
    named: BTreeSet<usize>,
    /// The map is known: what is here is all there is.
    complete: bool,
}

impl AggregateState {
    pub(crate) fn new(outlet: Arc<StatePublisher>) -> Self {
        Self {
            outlet,
            parts: Mutex::default(),
            next: AtomicUsize::new(0),
            refresh: Arc::new(Notify::new()),
        }
    }

    /// Where the one state is shown.
    pub(crate) fn outlet(&self) -> &Arc<StatePublisher> {
        &self.outlet
    }

    /// A place for the state of one more node. It counts only once it is named.
    pub(crate) fn part(&self) -> usize {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The first node that counts, before any has a state.
    pub(crate) fn begin(&self) -> usize {
        let part = self.part();
        let mut parts = self.parts.lock();
        parts.named.insert(part);
        part
    }

    /// Notes the state of a node.
    pub(crate) fn post(&self, part: usize, state: &State) {
        let mut parts = self.parts.lock();
        if matches!(state, State::Closed) {
            parts.states.remove(&part);
            return;
        }
        parts.states.insert(part, state.clone());
        if parts.named.contains(&part) {
            if matches!(
                state,
                State::Reconnecting { .. } | State::AuthRejected { .. }
            ) {
                self.refresh.notify_one();
            }
            self.show(&parts);
        }
    }

    /// From now on these nodes count, and no others.
    pub(crate) fn name(&self, named: BTreeSet<usize>, complete: bool) {
        let mut parts = self.parts.lock();
        parts.named = named;
        parts.complete |= complete;
        self.show(&parts);
    }

    fn show(&self, parts: &Parts) {
        let rank = |state: &State| match state {
            State::AuthRejected { .. } => 5,
            State::Reconnecting { .. } => 4,
            State::Connecting | State::Idle => 3,
            State::AuthExpiring { .. } | State::Impaired { .. } => 2,
            State::Ready { .. } => 1,
            _ => 0,
        };
        let state = |part| parts.states.get(part).unwrap_or(&State::Idle);
        let worst = parts
            .named
            .iter()
            .map(state)
            .max_by_key(|state| rank(state));
        let shown = match worst {
            Some(State::Ready { .. }) if !parts.complete => State::Connecting,
            Some(State::Idle) => State::Connecting,
            Some(worst) => worst.clone(),
            None => return,
        };
        // A node that has joined is on its way; what was ready before is so still.
        let same = matches!(
            (&shown, &self.outlet.state()),
            (State::Ready { .. } | State::Connecting, State::Ready { .. })
                | (State::Connecting, State::Connecting)
        );
        if !same {
            self.outlet.publish(shown);
        }
    }
}
