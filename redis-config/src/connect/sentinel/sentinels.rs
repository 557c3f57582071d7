//! The known sentinels, and the primary that they announce.

use std::sync::Arc;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::candidates::rank;
use super::client::SentinelClient;
use super::error::ResolveError;
use super::reply::Entry;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::settings::Endpoint;
use crate::sync::Mutex;

/// Most sentinels, including discovered ones.
const MAX_SENTINELS: usize = 16;

/// The announced primary. Its role is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    pub(crate) endpoint: Endpoint,
    /// Grows with every failover.
    pub(crate) epoch: Option<u64>,
}

/// The sentinels of one instance: those that the definition names, and those discovered through them.
#[derive(Debug)]
pub(crate) struct Sentinels {
    clients: Mutex<Vec<Arc<SentinelClient>>>,
    /// Notified when `clients` has changed.
    pub(crate) changed: Notify,
    announced: watch::Sender<Option<Announced>>,
    /// The last server that reported to be the primary.
    last: Mutex<Option<ServerAddr>>,
}

impl Sentinels {
    pub(crate) fn new(target: &Target) -> Self {
        let endpoints = target.settings.endpoints().iter().cloned();
        let clients = endpoints.map(|endpoint| Arc::new(SentinelClient::configured(endpoint)));
        Self {
            clients: Mutex::new(clients.collect()),
            changed: Notify::new(),
            announced: watch::Sender::new(None),
            last: Mutex::new(None),
        }
    }

    pub(crate) fn remember(&self, primary: &ServerAddr) {
        *self.last.lock() = Some(primary.clone());
    }

    pub(crate) fn last(&self) -> Option<ServerAddr> {
        self.last.lock().clone()
    }

    /// Receives every change of the announced primary while [`watch`](super::monitor::watch()) runs.
    pub(crate) fn announced(&self) -> watch::Receiver<Option<Announced>> {
        self.announced.subscribe()
    }

    /// The sentinels. Those that replied last time come first.
    pub(crate) fn clients(&self) -> Vec<Arc<SentinelClient>> {
        let mut clients = self.clients.lock().clone();
        clients.sort_by_key(|client| !client.is_promising());
        clients
    }

    /// Asks one sentinel for the primary, and announces the result.
    ///
    /// Cancel safe.
    pub(crate) async fn refresh(
        &self,
        client: &SentinelClient,
        target: &Target,
        deadline: Instant,
    ) -> Result<(), ResolveError> {
        let outcome = client.ask(target, deadline).await;
        self.announce();
        outcome.map(drop)
    }

    /// Discovers other sentinels through one. Cancel safe.
    pub(crate) async fn discover(
        &self,
        client: &Arc<SentinelClient>,
        target: &Target,
        deadline: Instant,
    ) {
        client.identify(target, deadline).await;
        if let Some(id) = client.id() {
            self.remove_duplicates(client, id);
        }
        // If the user may not ask, the configured sentinels are all there are.
        if let Ok(entries) = client.list(target, "SENTINELS", deadline).await {
            self.add(target, &entries);
        }
    }

    fn add(&self, target: &Target, entries: &[Entry]) {
        let mut grown = false;
        let mut clients = self.clients.lock();
        for entry in entries {
            if entry.is_unavailable() {
                continue;
            }
            let Some(endpoint) = entry.endpoint().map(|it| target.translate(it)) else {
                continue;
            };
            let id = entry.get("runid");
            let known = clients.iter().any(|client| {
                client.addr.endpoint == endpoint || (id.is_some() && client.id() == id)
            });
            if !known && clients.len() < MAX_SENTINELS {
                clients.push(Arc::new(SentinelClient::discovered(endpoint, id)));
                grown = true;
            }
        }
        drop(clients);
        if grown {
            self.changed.notify_one();
        }
    }

    /// Removes discovered entries that are another address of the same sentinel.
    fn remove_duplicates(&self, of: &Arc<SentinelClient>, id: &str) {
        let mut clients = self.clients.lock();
        let before = clients.len();
        clients.retain(|client| {
            client.configured || Arc::ptr_eq(client, of) || client.id() != Some(id)
        });
        if clients.len() < before {
            self.changed.notify_one();
        }
    }

    /// Removes a sentinel that is gone, unless the definition names it.
    pub(crate) fn remove(&self, client: &Arc<SentinelClient>) {
        if !client.configured {
            self.clients
                .lock()
                .retain(|known| !Arc::ptr_eq(known, client));
        }
    }

    /// Closes every socket to a sentinel for good, even if a part of the instance is still in use.
    pub(crate) fn close(&self) {
        for client in self.clients.lock().iter() {
            client.close();
        }
    }

    /// Publishes the announced primary, if it has changed.
    pub(crate) fn announce(&self) {
        let views: Vec<_> = self
            .clients
            .lock()
            .iter()
            .filter_map(|client| client.view())
            .collect();
        let Some(best) = rank(&views).into_iter().next() else {
            return;
        };
        let best = Announced {
            endpoint: best.endpoint,
            epoch: best.epoch,
        };
        self.announced.send_if_modified(|before| {
            let differs = before.as_ref() != Some(&best);
            if differs {
                *before = Some(best);
            }
            differs
        });
    }
}
