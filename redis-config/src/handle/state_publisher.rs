//! The state of an instance: published by its server, or made of the states of the nodes of its cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, watch};

use super::state::State;
use crate::settings::settings::Settings;
use crate::sync::Mutex;

/// Holds the state of a generation, and shows it to the callers while the generation is the current one.
#[derive(Debug)]
pub(crate) struct StatePublisher {
    /// The state of the instance, as its handles and their receivers see it.
    public: watch::Sender<State>,
    settings: Settings,
    generation: u64,
    /// The state of this generation, whether it is shown or not.
    own: Mutex<OwnState>,
    /// For one node of several: where the states of all become one, and the number of this one there.
    aggregate: Option<(Arc<AggregateState>, usize)>,
}

#[derive(Debug)]
struct OwnState {
    state: State,
    live: bool,
}

impl StatePublisher {
    pub(crate) fn new(public: watch::Sender<State>, settings: Settings, generation: u64) -> Self {
        Self {
            public,
            settings,
            generation,
            own: Mutex::new(OwnState {
                state: State::Idle,
                live: false,
            }),
            aggregate: None,
        }
    }

    pub(crate) fn publish(&self, state: State) {
        self.update(|_| Some(state));
    }

    /// Publishes the state that follows from the one of now, if any does. `Closed` is final.
    pub(crate) fn update(&self, next: impl FnOnce(&State) -> Option<State>) {
        let mut own = self.own.lock();
        if matches!(own.state, State::Closed) {
            return;
        }
        if let Some(state) = next(&own.state) {
            match &self.aggregate {
                None => self.log(&own.state, &state),
                Some((aggregate, node)) => aggregate.set(*node, &state),
            }
            if own.live {
                self.public.send_replace(state.clone());
            }
            own.state = state;
        }
    }

    /// Logs each transition, and at the level `debug` each further attempt in one state.
    fn log(&self, before: &State, state: &State) {
        let instance = self.settings.name();
        let address = self.settings.address();
        let generation = self.generation;
        let error = state.last_error().map(|error| error.message.clone());
        let error = error.as_deref().unwrap_or_default();
        let entered = std::mem::discriminant(before) != std::mem::discriminant(state);
        macro_rules! event {
            ($level:ident, $text:literal $(, $field:ident)*) => {
                tracing::$level!(instance, address, generation, $($field,)* $text)
            };
        }
        match state {
            State::Ready { topology } => {
                let topology = topology.key();
                let origin = self.settings.address_origin();
                tracing::info!(instance, address, generation, topology, %origin, "redis ready");
            }
            State::Reconnecting { attempts, .. } if entered || *attempts == 1 => {
                event!(warn, "redis reconnecting", attempts, error);
            }
            State::AuthRejected { attempts, .. } if entered => {
                event!(error, "redis credentials rejected", attempts, error);
            }
            State::Reconnecting { attempts, .. } | State::AuthRejected { attempts, .. } => {
                event!(debug, "redis attempt failed", attempts, error);
            }
            State::AuthExpiring { .. } => {
                event!(warn, "redis refuses the newest credentials", error);
            }
            State::Impaired { code, .. } => event!(warn, "redis refuses work", code),
            State::Disabled => tracing::info!(instance, generation, "redis disabled"),
            State::Idle => {}
            State::Connecting => event!(debug, "redis connecting"),
            State::Closed => event!(debug, "redis closed"),
        }
    }

    /// From now on the callers see the states of this generation.
    pub(crate) fn go_live(&self) {
        let mut own = self.own.lock();
        own.live = true;
        self.public.send_replace(own.state.clone());
    }

    /// From now on they no longer do.
    pub(crate) fn go_dark(&self) {
        self.own.lock().live = false;
    }

    /// The state of this generation.
    pub(crate) fn state(&self) -> State {
        self.own.lock().state.clone()
    }
}

/// Makes one state of those of several nodes: the worst of those that count.
#[derive(Debug)]
pub(crate) struct AggregateState {
    publisher: Arc<StatePublisher>,
    nodes: Mutex<Nodes>,
    next: AtomicUsize,
    /// Notified when a node that counts has lost its connection: the topology may have changed.
    pub(crate) refresh: Arc<Notify>,
}

#[derive(Debug)]
struct Nodes {
    /// The last state of each node; one without is idle.
    states: BTreeMap<usize, State>,
    /// The nodes that count.
    members: BTreeSet<usize>,
    /// The whole slot map is known: no other node counts.
    complete: bool,
}

impl AggregateState {
    pub(crate) fn new(publisher: Arc<StatePublisher>) -> Self {
        Self {
            publisher,
            nodes: Mutex::new(Nodes {
                states: BTreeMap::new(),
                // The first node is the way into the cluster. It counts until others are known.
                members: BTreeSet::from([0]),
                complete: false,
            }),
            next: AtomicUsize::new(0),
            refresh: Arc::default(),
        }
    }

    /// Publishes the one state.
    pub(crate) fn publisher(&self) -> &Arc<StatePublisher> {
        &self.publisher
    }

    /// A number and a publisher for one more node. It counts only once it is a member.
    pub(crate) fn add_node(self: &Arc<Self>) -> (usize, Arc<StatePublisher>) {
        let node = self.next.fetch_add(1, Ordering::Relaxed);
        let (public, whole) = (watch::Sender::new(State::Idle), &self.publisher);
        let mut publisher = StatePublisher::new(public, whole.settings.clone(), whole.generation);
        publisher.aggregate = Some((Arc::clone(self), node));
        (node, Arc::new(publisher))
    }

    /// From now on these nodes count, and no others.
    pub(crate) fn set_members(&self, members: BTreeSet<usize>, complete: bool) {
        let mut nodes = self.nodes.lock();
        nodes.members = members;
        nodes.complete |= complete;
        self.publish(&nodes);
    }

    fn set(&self, node: usize, state: &State) {
        let mut nodes = self.nodes.lock();
        if matches!(state, State::Closed) {
            nodes.states.remove(&node);
            return;
        }
        nodes.states.insert(node, state.clone());
        if nodes.members.contains(&node) {
            if matches!(
                state,
                State::Reconnecting { .. } | State::AuthRejected { .. }
            ) {
                self.refresh.notify_one();
            }
            self.publish(&nodes);
        }
    }

    fn publish(&self, nodes: &Nodes) {
        let rank = |state: &State| match state {
            State::AuthRejected { .. } => 5,
            State::Reconnecting { .. } => 4,
            State::Connecting | State::Idle => 3,
            State::AuthExpiring { .. } | State::Impaired { .. } => 2,
            State::Ready { .. } => 1,
            _ => 0,
        };
        let state = |node| nodes.states.get(node).unwrap_or(&State::Idle);
        let states = nodes.members.iter().map(state);
        let next = match states.max_by_key(|state| rank(state)) {
            Some(State::Ready { .. }) if !nodes.complete => State::Connecting,
            Some(State::Idle) => State::Connecting,
            Some(worst) => worst.clone(),
            None => return,
        };
        // A node that has just joined is still connecting; the instance stays ready meanwhile.
        let same = matches!(
            (&next, &self.publisher.state()),
            (State::Ready { .. } | State::Connecting, State::Ready { .. })
                | (State::Connecting, State::Connecting)
        );
        if !same {
            self.publisher.publish(next);
        }
    }
}
