//! Tasks, files and sockets of a run, to detect leaks.

use std::sync::Arc;

use super::servers::Servers;

/// Counts that must be back at their start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) tasks: usize,
    pub(super) files: usize,
    /// Sockets of the library, as the servers list them.
    pub(super) sockets: usize,
}

impl Count {
    pub(super) async fn of(servers: &Arc<Servers>) -> Self {
        // First, because it opens the control connections.
        let there = Arc::clone(servers);
        let sockets = tokio::task::spawn_blocking(move || there.sockets()).await;
        Self {
            tasks: tokio::runtime::Handle::current()
                .metrics()
                .num_alive_tasks(),
            files: std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
            sockets: sockets
                .ok()
                .and_then(Result::ok)
                .map_or(usize::MAX, |all| all.len()),
        }
    }
}
