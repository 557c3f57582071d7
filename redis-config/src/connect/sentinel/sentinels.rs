//! What is known of the sentinels and of what they say.

use crate::sync::Mutex;
use std::sync::{Arc, MutexGuard};

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::candidates::rank;
use super::client::{SentinelClient, reached};
use super::error::ResolveError;
use super::reply::Entry;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::settings::Endpoint;

/// Sentinels at most, with those that were heard of.
const MAX_SENTINELS: usize = 16;

/// The primary as it is announced. Nobody has verified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    pub(crate) endpoint: Endpoint,
    /// Grows with every failover.
    pub(crate) epoch: Option<u64>,
}

/// The sentinels of one instance: those that the definition names, and those that these know of.
#[derive(Debug)]
pub(crate) struct Sentinels {
    posts: Mutex<Vec<Arc<SentinelClient>>>,
    /// Told when `posts` has changed.
    pub(crate) changed: Notify,
    announced: watch::Sender<Option<Announced>>,
    /// The last server that proved to be the primary.
    last: Mutex<Option<ServerAddr>>,
}

impl Sentinels {
    pub(crate) fn new(target: &Target) -> Self {
        let endpoints = target.settings.endpoints().iter().cloned();
        let posts = endpoints.map(|endpoint| Arc::new(SentinelClient::configured(endpoint)));
        Self {
            posts: Mutex::new(posts.collect()),
            changed: Notify::new(),
            announced: watch::Sender::new(None),
            last: Mutex::new(None),
        }
    }

    pub(crate) fn remember(&self, primary: &ServerAddr) {
        *self.last.lock() = Some(primary.clone());
    }

    pub(crate) fn last(&self) -> Option<ServerAddr> {
        let last = self.last.lock();
        last.clone()
    }

    /// Hears of every change of the announced primary, as long as [`watch`](super::watch()) runs.
    pub(crate) fn announced(&self) -> watch::Receiver<Option<Announced>> {
        self.announced.subscribe()
    }

    /// The sentinels, those first that answered last time.
    pub(crate) fn posts(&self) -> Vec<Arc<SentinelClient>> {
        let mut posts = self.lock().clone();
        posts.sort_by_key(|post| !post.is_promising());
        posts
    }

    /// Asks one sentinel where the primary is and which other sentinels there are, and announces what follows.
    ///
    /// Cancel safe.
    pub(crate) async fn refresh(
        &self,
        post: &SentinelClient,
        target: &Target,
        deadline: Instant,
    ) -> Result<(), ResolveError> {
        let outcome = post.ask(target, deadline).await;
        self.announce();
        outcome.map(drop)
    }

    /// Learns of other sentinels from one. Cancel safe.
    pub(crate) async fn learn(
        &self,
        post: &Arc<SentinelClient>,
        target: &Target,
        deadline: Instant,
    ) {
        post.identify(target, deadline).await;
        if let Some(id) = post.id() {
            self.forget_twins(post, id);
        }
        // A user who may not ask is no worse off than one whose sentinels know of no other.
        if let Ok(entries) = post.list(target, "SENTINELS", deadline).await {
            self.note(target, &entries);
        }
    }

    fn note(&self, target: &Target, entries: &[Entry]) {
        let mut grown = false;
        let mut posts = self.lock();
        for entry in entries {
            if entry.is_flagged(&["s_down", "o_down", "disconnected"]) {
                continue;
            }
            let Some(endpoint) = entry.endpoint().map(|told| reached(target, told)) else {
                continue;
            };
            let id = entry.get("runid");
            let known = posts
                .iter()
                .any(|post| post.place.endpoint == endpoint || (id.is_some() && post.id() == id));
            if !known && posts.len() < MAX_SENTINELS {
                posts.push(Arc::new(SentinelClient::learned(endpoint, id)));
                grown = true;
            }
        }
        drop(posts);
        if grown {
            self.changed.notify_one();
        }
    }

    /// Forgets those that were heard of by another address of a sentinel.
    fn forget_twins(&self, of: &Arc<SentinelClient>, id: &str) {
        let mut posts = self.lock();
        let before = posts.len();
        posts.retain(|post| post.configured || Arc::ptr_eq(post, of) || post.id() != Some(id));
        if posts.len() < before {
            self.changed.notify_one();
        }
    }

    /// Forgets a sentinel that is gone, unless the definition names it.
    pub(crate) fn forget(&self, post: &Arc<SentinelClient>) {
        if !post.configured {
            self.lock().retain(|known| !Arc::ptr_eq(known, post));
        }
    }

    /// Lets go of every socket to a sentinel, for good: whoever still holds a part of the instance keeps none open.
    pub(crate) fn close(&self) {
        for post in self.lock().iter() {
            post.close();
        }
    }

    /// Shows what the sentinels say now, if it is something else than before.
    pub(crate) fn announce(&self) {
        let views: Vec<_> = self.lock().iter().filter_map(|post| post.view()).collect();
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

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<SentinelClient>>> {
        self.posts.lock()
    }
}
