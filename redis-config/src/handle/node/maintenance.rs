//! The supervisor while all sockets are up: follows the server, and replaces old sockets.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::time::{Instant, timeout, timeout_at};

use super::locate::relocation::Relocation;
use super::reauth;
use super::shared_socket::{SharedSocket, SocketState};
use super::supervisor::Supervisor;
use crate::connect::socket::socket::Socket;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::drain::drain;

/// Pause after a replacement that failed: the old socket still works.
const REPLACE_RETRY: Duration = Duration::from_secs(5);
/// How long a server has to confirm that it is still the primary, before it counts as demoted.
const ROLE_TIMEOUT: Duration = Duration::from_secs(1);

impl Supervisor {
    /// Waits until a socket is lost, or does the next thing that is due.
    pub(super) async fn watch(&mut self) {
        while self.draining.try_join_next().is_some() {}
        let prune = self.node.pool.prune(|socket| self.node.is_usable(socket));
        let replacement = self.next_replacement();
        if let Some((due, shared)) = &replacement
            && *due <= Instant::now()
        {
            let shared = Arc::clone(shared);
            self.replace(&shared).await;
            return;
        }
        let replacement = replacement.map(|(due, _)| due);
        let due = [prune, replacement, self.node.expire_conditions()]
            .into_iter()
            .flatten()
            .min();
        let relocation = {
            let wake = self.node.wake.notified();
            let woken = pin!(async {
                match due {
                    Some(due) => drop(timeout_at(due, wake).await),
                    None => wake.await,
                }
            });
            let relocation = pin!(self.node.locator.relocation_needed(&self.node.target));
            match select(woken, relocation).await {
                // Woken or due: the caller looks at everything again.
                Either::Left(_) => return,
                Either::Right((relocation, _)) => relocation,
            }
        };
        match relocation {
            Relocation::Elsewhere => self.relocate().await,
            // A script can return `READONLY` as well, so the reply alone proves nothing.
            Relocation::Demoted | Relocation::Doubted if self.is_still_primary().await => {}
            Relocation::Demoted | Relocation::Stale => self.leave_server(),
            Relocation::Doubted => self.recheck_address().await,
        }
    }

    /// Opens a socket while others are in use. `None`: one of those was lost meanwhile, which is more urgent.
    async fn open_while_up(&mut self) -> Option<Result<Socket, ConnectError>> {
        let opened = {
            let deadline = Instant::now() + self.node.target.settings.connect_timeout();
            let opening = pin!(self.node.open(deadline));
            match select(opening, pin!(self.socket_lost())).await {
                Either::Left((opened, _)) => opened,
                Either::Right(_) => return None,
            }
        };
        Some(opened.map(|(socket, moved)| {
            if moved {
                self.leave_server();
            }
            socket
        }))
    }

    /// Completes when a shared socket is lost.
    async fn socket_lost(&self) {
        while self.node.sockets.iter().all(|shared| shared.is_live()) {
            self.node.wake.notified().await;
        }
    }

    /// Moves to the server that is announced now. The sockets in use stay until another server has proved its role.
    async fn relocate(&mut self) {
        let Some(opened) = self.open_while_up().await else {
            return;
        };
        // `open_while_up` left no server: the one in use is still the right one, or no server could confirm its role.
        let Some(shared) = self.missing() else {
            if let Err(error) = opened {
                tracing::debug!(
                    instance = self.node.target.settings.name(),
                    error = error.message.as_str(),
                    "redis primary was announced elsewhere, and not found there"
                );
            }
            return;
        };
        if let Ok(socket) = opened {
            self.install_and_open_missing(&shared, socket).await;
        }
    }

    /// Resolves the fixed address again. The sockets in use stay, unless the server that answers there is a primary.
    async fn recheck_address(&mut self) {
        let Some(Ok(socket)) = self.open_while_up().await else {
            return;
        };
        if socket.server_info.role.as_deref() != Some("master") {
            return;
        }
        self.leave_server();
        if let Some(shared) = self.missing() {
            self.install_and_open_missing(&shared, socket).await;
        }
    }

    /// Whether the server in use reports that it is a primary.
    async fn is_still_primary(&self) -> bool {
        let Some(socket) = self.node.any_socket() else {
            return false;
        };
        let role = timeout(ROLE_TIMEOUT, socket.role()).await.ok().flatten();
        role.as_deref() == Some("master")
    }

    /// Gives up every socket to the server in use; commands that were written there still get their replies.
    pub(super) fn leave_server(&mut self) {
        let limit = self.node.target.settings.drain_timeout();
        let mut sockets = Vec::new();
        for shared in &self.node.sockets {
            sockets.extend(shared.current());
            shared.clear(SocketState::Down);
        }
        let left = self.node.pool.next_era();
        let last = sockets.pop();
        let deadline = Instant::now() + limit;
        for socket in sockets {
            self.draining.spawn(drain(socket, deadline));
        }
        // The last one stays open for longer: the server is asked over it to unblock the blocking commands.
        let node = Arc::clone(&self.node);
        self.draining.spawn(async move {
            node.pool.unblock_era(left, last.as_deref(), deadline).await;
            if let Some(socket) = last {
                drain(socket, Instant::now() + limit).await;
            }
        });
    }

    /// The next socket to replace, and when: at the end of its lifetime, or at once if its credentials were replaced.
    fn next_replacement(&self) -> Option<(Instant, Arc<SharedSocket>)> {
        let serial = self.node.target.settings.credential_state().serial();
        let dated = self.node.sockets.iter().filter_map(|shared| {
            let socket = shared.current()?;
            let due = match socket.serial() == serial {
                true => socket.expires?,
                false => self.replace_after,
            };
            Some((due, Arc::clone(shared)))
        });
        let (due, shared) = dated.min_by_key(|(due, _)| *due)?;
        Some((due.max(self.replace_after), shared))
    }

    /// Opens the new socket first, so that no command waits; then the old one is drained.
    async fn replace(&mut self, shared: &Arc<SharedSocket>) {
        let opened = match self.node.take_spare() {
            Some(socket) => Ok(socket),
            None => match self.open_while_up().await {
                Some(opened) => opened,
                None => return,
            },
        };
        let failure = match opened {
            // Installed all the same, it would be due for replacement at once, and so on.
            Ok(socket) if socket.refused().is_some() => {
                let code = socket.refused().unwrap_or_default();
                reauth::show_refused(&self.node, Some(code));
                format!("the newest credentials are refused with `{code}`")
            }
            Ok(socket) => {
                if let Some(old) = self.node.install(shared, socket) {
                    let limit = self.node.target.settings.drain_timeout();
                    self.draining.spawn(drain(old, Instant::now() + limit));
                }
                reauth::show_accepted(&self.node);
                return;
            }
            Err(error) => {
                if error.kind == ConnectErrorKind::Auth {
                    reauth::show_refused(&self.node, None);
                }
                error.message
            }
        };
        self.replace_after = Instant::now() + REPLACE_RETRY;
        tracing::warn!(
            instance = self.node.target.settings.name(),
            address = self.node.target.settings.address(),
            error = failure.as_str(),
            "redis socket is to be replaced, and a new one cannot be opened"
        );
    }
}
