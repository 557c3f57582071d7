//! Where a generation shows its state: to the world, once it is the current one.

use crate::sync::Mutex;
use std::sync::Arc;

use tokio::sync::watch;

use super::aggregate_state::AggregateState;
use super::state::State;
use crate::settings::settings::Settings;

/// Passes states on while its generation is the current one.
#[derive(Debug)]
pub(crate) struct StatePublisher {
    /// What every handle and every receiver of the instance sees.
    world: watch::Sender<State>,
    settings: Settings,
    generation: u64,
    /// The state of this generation, whether it is shown or not.
    own: Mutex<PublishedState>,
    /// For one node of several: where their states become one.
    board: Option<(Arc<AggregateState>, usize)>,
}

#[derive(Debug)]
struct PublishedState {
    state: State,
    live: bool,
}

impl StatePublisher {
    pub(crate) fn new(world: watch::Sender<State>, settings: Settings, generation: u64) -> Self {
        Self {
            world,
            settings,
            generation,
            own: Mutex::new(PublishedState {
                state: State::Idle,
                live: false,
            }),
            board: None,
        }
    }

    /// For one node of several, whose states become one on `board`.
    pub(crate) fn part(whole: &Self, board: &Arc<AggregateState>, part: usize) -> Self {
        let world = watch::Sender::new(State::Idle);
        let mut outlet = Self::new(world, whole.settings.clone(), whole.generation);
        outlet.board = Some((Arc::clone(board), part));
        outlet
    }

    /// Notes a state, and says so.
    pub(crate) fn publish(&self, state: State) {
        self.amend(|_| Some(state));
    }

    /// Notes what follows from the state of now, if anything does.
    pub(crate) fn amend(&self, next: impl FnOnce(&State) -> Option<State>) {
        let mut own = self.own.lock();
        // For good.
        if matches!(own.state, State::Closed) {
            return;
        }
        if let Some(state) = next(&own.state) {
            match &self.board {
                None => self.announce(&own.state, &state),
                Some((board, part)) => board.post(*part, &state),
            }
            if own.live {
                self.world.send_replace(state.clone());
            }
            own.state = state;
        }
    }

    /// Once for each transition, quietly for each further attempt in one state.
    fn announce(&self, before: &State, state: &State) {
        let instance = self.settings.name();
        let address = self.settings.address();
        let generation = self.generation;
        let error = state.last_error().map(|error| error.message.clone());
        let error = error.as_deref().unwrap_or_default();
        let entered = std::mem::discriminant(before) != std::mem::discriminant(state);
        match state {
            State::Ready { topology } => {
                let topology = topology.key();
                tracing::info!(instance, address, generation, topology, "redis ready");
            }
            State::Reconnecting { attempts, .. } if entered || *attempts == 1 => {
                tracing::warn!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis reconnecting"
                );
            }
            State::AuthRejected { attempts, .. } if entered => {
                tracing::error!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis credentials rejected"
                );
            }
            State::Reconnecting { attempts, .. } | State::AuthRejected { attempts, .. } => {
                tracing::debug!(
                    instance,
                    address,
                    generation,
                    attempts,
                    error,
                    "redis attempt failed"
                );
            }
            State::AuthExpiring { .. } => {
                tracing::warn!(
                    instance,
                    address,
                    generation,
                    error,
                    "redis refuses the newest credentials"
                );
            }
            State::Impaired { code, .. } => {
                tracing::warn!(instance, address, generation, code, "redis refuses work");
            }
            State::Disabled => tracing::info!(instance, generation, "redis disabled"),
            State::Idle => {}
            State::Connecting => tracing::debug!(instance, address, generation, "redis connecting"),
            State::Closed => tracing::debug!(instance, address, generation, "redis closed"),
        }
    }

    /// From now on the world sees this one's states.
    pub(crate) fn go_live(&self) {
        let mut own = self.own.lock();
        own.live = true;
        self.world.send_replace(own.state.clone());
    }

    /// From now on it no longer does.
    pub(crate) fn fade(&self) {
        self.own.lock().live = false;
    }

    /// The state of this generation.
    pub(crate) fn state(&self) -> State {
        let own = self.own.lock();
        own.state.clone()
    }
}
