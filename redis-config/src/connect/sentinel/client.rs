//! One sentinel: a cached socket, and its last reply.

use std::sync::{Arc, OnceLock};

use redis::{Pipeline, ServerError, Value};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::time::{Instant, timeout_at};

use super::candidates::PrimaryView;
use super::error::ResolveError;
use super::reply::{self, Entry};
use crate::connect::failure::Failure;
use crate::connect::open::open;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::settings::Endpoint;
use crate::sync::Mutex;

/// One sentinel.
#[derive(Debug)]
pub(crate) struct SentinelClient {
    pub(crate) addr: ServerAddr,
    /// Named in the definition; the others were discovered through those.
    pub(crate) configured: bool,
    /// Its own id: one sentinel can have several addresses.
    id: OnceLock<String>,
    /// Locked while a socket is opened, so that concurrent callers open only one.
    opening: AsyncMutex<()>,
    cached: Mutex<CachedSocket>,
    reply: Mutex<LastReply>,
}

/// The socket for the next request.
#[derive(Debug)]
enum CachedSocket {
    Open(Option<Arc<Socket>>),
    /// Closed for good.
    Closed,
}

/// The outcome of the last request.
#[derive(Clone, Debug)]
enum LastReply {
    /// Nothing was asked yet.
    Nothing,
    /// A reply in time.
    View(PrimaryView),
    /// No reply in time, or an error.
    Failed,
}

impl SentinelClient {
    /// One that the definition names.
    pub(crate) fn configured(endpoint: Endpoint) -> Self {
        Self::new(endpoint, true)
    }

    /// One that another sentinel knows.
    pub(crate) fn discovered(endpoint: Endpoint, id: Option<&str>) -> Self {
        let client = Self::new(endpoint, false);
        if let Some(id) = id {
            client.set_id(id);
        }
        client
    }

    fn new(endpoint: Endpoint, configured: bool) -> Self {
        Self {
            addr: ServerAddr::sentinel(endpoint),
            configured,
            id: OnceLock::new(),
            opening: AsyncMutex::new(()),
            cached: Mutex::new(CachedSocket::Open(None)),
            reply: Mutex::new(LastReply::Nothing),
        }
    }

    /// Whether a reply can be expected soon.
    pub(crate) fn is_promising(&self) -> bool {
        !matches!(*self.reply.lock(), LastReply::Failed)
    }

    /// Its last reply, unless it failed since.
    pub(crate) fn view(&self) -> Option<PrimaryView> {
        match &*self.reply.lock() {
            LastReply::View(view) => Some(view.clone()),
            _ => None,
        }
    }

    /// Its id, once it is known.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.get().map(String::as_str)
    }

    fn set_id(&self, id: &str) {
        // The first one stays: a sentinel keeps its id over restarts.
        let _ = self.id.set(id.to_owned());
    }

    /// Asks for its id, if that is unknown. Before Redis 6.2 there is no such command.
    pub(crate) async fn identify(&self, target: &Target, deadline: Instant) {
        if self.id().is_none() {
            let mut request = redis::pipe();
            request.cmd("SENTINEL").arg("MYID");
            let replies = self.send(target, &request, deadline).await;
            if let Some(Value::BulkString(id)) = replies.unwrap_or_default().first() {
                self.set_id(&String::from_utf8_lossy(id));
            }
        }
    }

    /// Drops the socket for good. A request in flight still completes, and then closes its socket.
    pub(crate) fn close(&self) {
        *self.cached.lock() = CachedSocket::Closed;
    }

    /// Records that it did not reply when others did.
    pub(crate) fn mark_failed(&self) {
        *self.reply.lock() = LastReply::Failed;
    }

    /// Asks for the primary. Cancel safe.
    pub(crate) async fn ask(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<PrimaryView, ResolveError> {
        let outcome = self.request_view(target, deadline).await;
        *self.reply.lock() = match &outcome {
            Ok(view) => LastReply::View(view.clone()),
            Err(_) => LastReply::Failed,
        };
        outcome
    }

    async fn request_view(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<PrimaryView, ResolveError> {
        let name = target.settings.master().unwrap_or_default();
        let mut requests = redis::pipe();
        requests
            .cmd("SENTINEL")
            .arg("GET-MASTER-ADDR-BY-NAME")
            .arg(name);
        requests.cmd("SENTINEL").arg("MASTER").arg(name);
        let mut replies = self.send(target, &requests, deadline).await?.into_iter();
        let address = self.ok_reply(target, replies.next())?;
        let Some(endpoint) = reply::address(&address) else {
            return Err(ResolveError::Unknown(self.names(target, deadline).await));
        };
        // A user that may only ask for the address is enough.
        let entry = replies.next().as_ref().map(Entry::read).unwrap_or_default();
        Ok(PrimaryView {
            endpoint: target.translate(endpoint),
            epoch: entry.number("config-epoch"),
            down: entry.is_flagged(&["s_down", "o_down"]),
            agreed_down: entry.is_flagged(&["o_down"]),
            quorum: entry.number("quorum"),
            sentinels: entry
                .number::<usize>("num-other-sentinels")
                .map(|others| others.saturating_add(1)),
        })
    }

    /// The names of the primaries that it monitors; empty if the user may not ask.
    async fn names(&self, target: &Target, deadline: Instant) -> Vec<String> {
        let mut request = redis::pipe();
        request.cmd("SENTINEL").arg("MASTERS");
        let replies = self.send(target, &request, deadline).await;
        let entries = replies.unwrap_or_default();
        let entries = entries.first().map(Entry::read_all).unwrap_or_default();
        let names = entries.iter().filter_map(|entry| entry.get("name"));
        names.map(str::to_owned).collect()
    }

    /// A list about the primary: `SENTINELS` or `REPLICAS`.
    pub(crate) async fn list(
        &self,
        target: &Target,
        list: &str,
        deadline: Instant,
    ) -> Result<Vec<Entry>, ResolveError> {
        let name = target.settings.master().unwrap_or_default();
        let mut request = redis::pipe();
        request.cmd("SENTINEL").arg(list).arg(name);
        let mut replies = self.send(target, &request, deadline).await?.into_iter();
        Ok(Entry::read_all(&self.ok_reply(target, replies.next())?))
    }

    /// The reply, unless it is an error.
    fn ok_reply(&self, target: &Target, reply: Option<Value>) -> Result<Value, ResolveError> {
        match reply {
            Some(Value::ServerError(error)) => Err(self.refusal(target, error)),
            reply => Ok(reply.unwrap_or(Value::Nil)),
        }
    }

    fn refusal(&self, target: &Target, error: ServerError) -> ResolveError {
        // The handshake accepts a server without `HELLO`, so this may be no sentinel.
        let unknown = |details: &str| details.starts_with("unknown command");
        let failure = if error.details().is_some_and(unknown) {
            Failure::Mode("another".to_owned())
        } else {
            Failure::Refusal("SENTINEL", error)
        };
        self.failed(failure, target)
    }

    /// Sends requests over the cached socket, or over a new one.
    async fn send(
        &self,
        target: &Target,
        requests: &Pipeline,
        deadline: Instant,
    ) -> Result<Vec<Value>, ResolveError> {
        // A socket that was closed while idle may only fail at its first use, so a cached one is replaced once.
        for _ in 0..2 {
            let (socket, is_new) = self.socket(target, deadline).await?;
            let mut sender = socket.sender();
            let count = requests.len();
            match timeout_at(deadline, sender.send_all(requests, 0, count)).await {
                Ok(Ok(replies)) => return Ok(replies),
                Ok(Err(_)) if !is_new => self.discard(&socket),
                Ok(Err(error)) => {
                    self.discard(&socket);
                    let failure = Failure::during("SENTINEL", &error.into(), None);
                    return Err(self.failed(failure, target));
                }
                Err(_) => {
                    self.discard(&socket);
                    break;
                }
            }
        }
        Err(self.silent(target, "SENTINEL"))
    }

    pub(crate) fn silent(&self, target: &Target, step: &'static str) -> ResolveError {
        self.failed(Failure::silent(step), target)
    }

    fn failed(&self, failure: Failure, target: &Target) -> ResolveError {
        ResolveError::Failed(Box::new(failure.into_error(target, &self.addr)))
    }

    /// The cached socket, or a new one (`true`).
    async fn socket(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<(Arc<Socket>, bool), ResolveError> {
        let Ok(_guard) = timeout_at(deadline, self.opening.lock()).await else {
            return Err(self.silent(target, "the connection"));
        };
        if let CachedSocket::Open(Some(socket)) = &*self.cached.lock()
            && !socket.is_lost()
        {
            return Ok((Arc::clone(socket), false));
        }
        // Nothing waits for its end: the next request notices it.
        let closed = Arc::new(Notify::new());
        let opened = open(target, &self.addr, Purpose::Sentinel, deadline, &closed).await;
        let socket = Arc::new(opened.map_err(|error| ResolveError::Failed(Box::new(error)))?);
        if let CachedSocket::Open(cached) = &mut *self.cached.lock() {
            *cached = Some(Arc::clone(&socket));
        }
        Ok((socket, true))
    }

    fn discard(&self, socket: &Arc<Socket>) {
        if let CachedSocket::Open(cached) = &mut *self.cached.lock() {
            cached.take_if(|cached| Arc::ptr_eq(cached, socket));
        }
    }
}
