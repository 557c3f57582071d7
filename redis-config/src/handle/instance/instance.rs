//! What the handles of one instance share.

use crate::sync::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::generation::{Generation, GenerationGuard};
use super::switch::History;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::state::State;

/// Keeps an instance open; the last one closes it. Tasks hold only what is inside.
#[derive(Debug)]
pub(crate) struct Instance {
    current: ArcSwap<Generation>,
    state: watch::Sender<State>,
    generations: watch::Sender<u64>,
    /// A queue depends on it: a server that may evict keys is no target.
    no_eviction: AtomicBool,
    /// One switch at a time; and where `rollback` leads to.
    pub(crate) history: Arc<tokio::sync::Mutex<History>>,
    /// Generations that end their work.
    leaving: Mutex<Leaving>,
}

#[derive(Debug, Default)]
struct Leaving {
    tasks: JoinSet<()>,
    generations: Vec<Arc<Generation>>,
}

impl Instance {
    pub(crate) fn new(target: Target) -> Self {
        let state = watch::Sender::new(State::Idle);
        let first = Generation::new(1, target, state.clone());
        first.go_live();
        Self {
            current: ArcSwap::from_pointee(first),
            state,
            generations: watch::Sender::new(1),
            no_eviction: AtomicBool::new(false),
            history: Arc::default(),
            leaving: Mutex::new(Leaving::default()),
        }
    }

    /// The generation that new commands go to.
    pub(crate) fn current(&self) -> Arc<Generation> {
        self.current.load_full()
    }

    /// The current generation, kept open.
    pub(crate) fn pin(&self) -> GenerationGuard {
        loop {
            let pin = self.current().pin();
            // A generation that was left before it was pinned may be closing already.
            if !pin.generation().is_retired() {
                return pin;
            }
            std::thread::yield_now();
        }
    }

    /// The number of the current generation, from now on.
    pub(crate) fn generations(&self) -> watch::Receiver<u64> {
        self.generations.subscribe()
    }

    pub(crate) fn forbid_eviction(&self) {
        self.no_eviction.store(true, Ordering::Relaxed);
    }

    /// Whether a server that may evict keys is no target.
    pub(crate) fn forbids_eviction(&self) -> bool {
        self.no_eviction.load(Ordering::Relaxed)
    }

    pub(crate) fn state(&self) -> &watch::Sender<State> {
        &self.state
    }

    /// Fills every slot, or says why that is impossible. Cancel safe: nothing stays open.
    pub(crate) async fn connect(&self) -> Result<(), ConnectError> {
        self.current().connect().await
    }

    /// Makes another generation the current one, and lets the one before it end its work. Needs a Tokio runtime.
    pub(crate) fn install(&self, next: &Arc<Generation>) {
        let before = self.current();
        // In this order: no command reaches the old server once the new generation shows. Who finds the old one retired
        // and no other yet looks again.
        before.retire();
        self.current.store(Arc::clone(next));
        next.go_live();
        self.generations.send_replace(next.number);
        let limit = before.target.settings.drain_timeout();
        let mut leaving = self.leaving.lock();
        while leaving.tasks.try_join_next().is_some() {}
        leaving.generations.retain(|one| !one.is_closed());
        leaving.tasks.spawn(Arc::clone(&before).wind_down(limit));
        leaving.generations.push(before);
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.current.load().close();
        let leaving = self.leaving.get_mut();
        leaving.tasks.abort_all();
        for generation in leaving.generations.drain(..) {
            generation.close();
        }
    }
}
