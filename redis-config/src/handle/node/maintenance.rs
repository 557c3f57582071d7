//! What a supervisor does while its sockets are up: follows the server, and replaces what is past its time.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::time::{Instant, timeout, timeout_at};

use super::reauth;
use super::shared_socket::{SharedSocket, SocketState};
use super::supervisor::{Supervisor, drain, fill};
use crate::connect::socket::socket::Socket;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::node::locate::locator::Relocation;

/// Pause after a replacement that failed: the old socket still works.
const REPLACE_RETRY: Duration = Duration::from_secs(5);
/// How long a server is asked whether it is still the primary, before it counts as one that is not.
const ROLE_PATIENCE: Duration = Duration::from_secs(1);

impl Supervisor {
    /// All is well: waits until it is not, or until something is due.
    pub(crate) async fn watch(&mut self) {
        while self.draining.try_join_next().is_some() {}
        let prune = self.node.pool.prune(|link| self.node.is_of_use(link));
        let replacement = self.next_replacement();
        if let Some((due, slot)) = &replacement
            && *due <= Instant::now()
        {
            let slot = Arc::clone(slot);
            self.replace(&slot).await;
            return;
        }
        let complaints = self.node.forget_complaints();
        let due = [prune, replacement.map(|(due, _)| due), complaints]
            .into_iter()
            .flatten()
            .min();
        let sign = {
            let told = self.node.told.notified();
            let woken = pin!(async {
                match due {
                    Some(due) => drop(timeout_at(due, told).await),
                    None => told.await,
                }
            });
            match select(woken, pin!(self.node.locator.astray(&self.node.target))).await {
                // Woken or due: the caller looks at everything again.
                Either::Left(_) => return,
                Either::Right((sign, _)) => sign,
            }
        };
        match sign {
            Relocation::Elsewhere => self.relocate().await,
            // Said by a script, which can say what it likes.
            Relocation::Demoted | Relocation::Doubted if self.is_still_primary().await => {}
            Relocation::Demoted | Relocation::Stale => self.leave(),
            Relocation::Doubted => self.look_again().await,
        }
    }

    /// Opens a socket while others are in use. `None`: one of those was lost meanwhile, which is more urgent.
    async fn open_beside(&mut self) -> Option<Result<Socket, ConnectError>> {
        let opened = {
            let deadline = Instant::now() + self.node.target.settings.connect_timeout();
            let opening = pin!(self.node.open(deadline));
            match select(opening, pin!(self.lost())).await {
                Either::Left((opened, _)) => opened,
                Either::Right(_) => return None,
            }
        };
        Some(opened.map(|(link, moved)| {
            if moved {
                self.leave();
            }
            link
        }))
    }

    /// Completes when a socket is lost.
    async fn lost(&self) {
        let lost = |slot: &Arc<SharedSocket>| slot.link().is_none_or(|link| link.is_lost());
        while !self.node.slots.iter().any(lost) {
            self.node.told.notified().await;
        }
    }

    /// Goes where the server is now. The sockets in use stay until another server has proved to be the right one.
    async fn relocate(&mut self) {
        let Some(opened) = self.open_beside().await else {
            return;
        };
        // No socket was given up: the server in use is the right one still, or nobody can say.
        let Some(slot) = self.down().map(Arc::clone) else {
            if let Err(error) = opened {
                tracing::debug!(
                    instance = self.node.target.settings.name(),
                    error = error.message.as_str(),
                    "redis primary said to be elsewhere, and not found there"
                );
            }
            return;
        };
        if let Ok(link) = opened {
            self.node.install(&slot, link);
            self.connected = Some(Instant::now());
            fill(&self.node).await;
        }
    }

    /// Asks the address again where it leads. The sockets in use stay, unless what answers there is a primary.
    async fn look_again(&mut self) {
        let Some(Ok(link)) = self.open_beside().await else {
            return;
        };
        if link.server_info.role.as_deref() != Some("master") {
            return;
        }
        self.leave();
        if let Some(slot) = self.down().map(Arc::clone) {
            self.node.install(&slot, link);
            self.connected = Some(Instant::now());
            fill(&self.node).await;
        }
    }

    /// Whether the server in use says that it is a primary.
    async fn is_still_primary(&self) -> bool {
        let Some(link) = self.node.slots.iter().find_map(|slot| slot.link()) else {
            return false;
        };
        let role = timeout(ROLE_PATIENCE, link.role()).await.ok().flatten();
        role.as_deref() == Some("master")
    }

    /// Gives up every socket to the server in use; what was written on them is still answered there.
    pub(crate) fn leave(&mut self) {
        let limit = self.node.target.settings.drain_timeout();
        let mut links: Vec<_> = self
            .node
            .slots
            .iter()
            .filter_map(|slot| {
                let link = slot.link();
                slot.vacate(SocketState::Down);
                link
            })
            .collect();
        let left = self.node.pool.leave();
        let last = links.pop();
        for link in links {
            self.draining.spawn(drain(link, limit));
        }
        let node = Arc::clone(&self.node);
        self.draining.spawn(async move {
            let deadline = Instant::now() + limit;
            node.pool
                .see_off_left(left, last.as_deref(), deadline)
                .await;
            if let Some(link) = last {
                drain(link, limit).await;
            }
        });
    }

    /// The next socket to replace, and when: one that is past its age, or signed in with credentials that were replaced.
    fn next_replacement(&self) -> Option<(Instant, Arc<SharedSocket>)> {
        let serial = self.node.target.settings.credential_state().serial();
        let dated = self.node.slots.iter().filter_map(|slot| {
            let link = slot.link()?;
            let due = match link.serial() == serial {
                true => link.expires?,
                false => self.replace_after,
            };
            Some((due, Arc::clone(slot)))
        });
        let (due, slot) = dated.min_by_key(|(due, _)| *due)?;
        Some((due.max(self.replace_after), slot))
    }

    /// A new socket first; then the old one finishes what was written on it, and goes.
    async fn replace(&mut self, slot: &Arc<SharedSocket>) {
        let opened = match self.node.take_spare() {
            Some(link) => Ok(link),
            None => match self.open_beside().await {
                Some(opened) => opened,
                None => return,
            },
        };
        let failure = match opened {
            // A server that does not know the newest credentials yet would be asked again for ever.
            Ok(link) if link.refused().is_some() => {
                let code = link.refused().unwrap_or_default();
                reauth::show_refused(&self.node, Some(code));
                format!("the newest credentials are refused with `{code}`")
            }
            Ok(link) => {
                if let Some(old) = self.node.install(slot, link) {
                    let limit = self.node.target.settings.drain_timeout();
                    self.draining.spawn(drain(old, limit));
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
