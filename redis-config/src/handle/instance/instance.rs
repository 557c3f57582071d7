//! What the handles of one instance share.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::generation::{Generation, GenerationGuard};
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::state::State;
use crate::sync::Mutex;

/// An instance. The handles and connections hold it, and it closes with the last of them; its tasks hold only parts of it.
#[derive(Debug)]
pub(crate) struct Instance {
    current: ArcSwap<Generation>,
    state: watch::Sender<State>,
    generations: watch::Sender<u64>,
    /// A queue depends on it: no switch may lead to a server that may evict keys.
    no_eviction: AtomicBool,
    /// The lock of a switch: one at a time.
    pub(super) history: Arc<tokio::sync::Mutex<History>>,
    draining: Mutex<Draining>,
}

/// The configurations before the switches, for `rollback`; the last one at the back.
pub(super) type History = VecDeque<Target>;

/// Earlier generations that are not closed yet.
#[derive(Debug, Default)]
struct Draining {
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
            draining: Mutex::default(),
        }
    }

    /// The generation that new commands go to.
    pub(crate) fn current(&self) -> Arc<Generation> {
        self.current.load_full()
    }

    /// The current generation, kept open.
    pub(crate) fn pin(&self) -> GenerationGuard {
        loop {
            let guard = self.current().pin();
            // A generation that was retired before it was pinned may be closing already.
            if !guard.generation().is_retired() {
                return guard;
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

    /// Whether a switch must not lead to a server that may evict keys.
    pub(crate) fn forbids_eviction(&self) -> bool {
        self.no_eviction.load(Ordering::Relaxed)
    }

    pub(crate) fn state(&self) -> &watch::Sender<State> {
        &self.state
    }

    /// Opens every shared socket, or returns the error that prevents it. Cancel safe: nothing stays open.
    pub(crate) async fn connect(&self) -> Result<(), ConnectError> {
        self.current().connect().await
    }

    /// Makes another generation the current one, and drains the one before. Needs a Tokio runtime.
    pub(crate) fn install(&self, next: &Arc<Generation>) {
        let before = self.current();
        // In this order: no command reaches the old server once the new generation is visible. A caller that finds the old
        // one retired, and no other yet, looks again.
        before.retire();
        self.current.store(Arc::clone(next));
        next.go_live();
        self.generations.send_replace(next.number);
        let limit = before.target.settings.drain_timeout();
        let mut draining = self.draining.lock();
        while draining.tasks.try_join_next().is_some() {}
        draining.generations.retain(|one| !one.is_closed());
        draining.tasks.spawn(Arc::clone(&before).drain(limit));
        draining.generations.push(before);
    }

    /// Closes every generation for good.
    pub(crate) fn close(&self) {
        self.current.load().close();
        let mut draining = self.draining.lock();
        draining.tasks.abort_all();
        for generation in draining.generations.drain(..) {
            generation.close();
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.close();
    }
}
