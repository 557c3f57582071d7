//! One sentinel: the socket to it, and what it said last.

use crate::sync::Mutex;
use std::sync::{Arc, MutexGuard, OnceLock};

use redis::{Pipeline, ServerError, Value};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::time::{Instant, timeout_at};

use super::candidates::ReplicaView;
use super::error::ResolveError;
use super::reply;
use super::reply::Entry;
use crate::connect::cluster::slot_map::parse_slots;
use crate::connect::failure::Failure;
use crate::connect::open::open;
use crate::connect::server::{ExpectedRole, ServerAddr, ServerKind};
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::settings::Endpoint;

/// One sentinel.
#[derive(Debug)]
pub(crate) struct SentinelClient {
    pub(crate) place: ServerAddr,
    /// The definition names it; the others were heard of from those.
    pub(crate) configured: bool,
    /// Its own identity: one sentinel may be known by several addresses.
    id: OnceLock<String>,
    /// Locked while a socket is opened, so that callers who come at one moment open one.
    opening: AsyncMutex<()>,
    kept: Mutex<CachedSocket>,
    said: Mutex<SentinelReply>,
}

/// The socket that is kept for the next question.
#[derive(Debug)]
enum CachedSocket {
    Open(Option<Arc<Socket>>),
    /// None is kept any more.
    Closed,
}

/// What came of the last question.
#[derive(Clone, Debug)]
enum SentinelReply {
    /// Nothing was asked yet.
    Nothing,
    /// An answer, in time.
    Heard(ReplicaView),
    /// None, or a useless one.
    Failed,
}

impl SentinelClient {
    /// One that the definition names.
    pub(crate) fn configured(endpoint: Endpoint) -> Self {
        Self::new(endpoint, true)
    }

    /// One that another sentinel knows of.
    pub(crate) fn learned(endpoint: Endpoint, id: Option<&str>) -> Self {
        let post = Self::new(endpoint, false);
        if let Some(id) = id {
            post.note_id(id);
        }
        post
    }

    fn new(endpoint: Endpoint, configured: bool) -> Self {
        Self {
            place: ServerAddr {
                endpoint,
                party: ServerKind::Sentinel,
                wanted: ExpectedRole::Anything,
            },
            configured,
            id: OnceLock::new(),
            opening: AsyncMutex::new(()),
            kept: Mutex::new(CachedSocket::Open(None)),
            said: Mutex::new(SentinelReply::Nothing),
        }
    }

    /// Whether an answer can be expected soon.
    pub(crate) fn is_promising(&self) -> bool {
        !matches!(*self.said(), SentinelReply::Failed)
    }

    /// What it said last, unless it failed since.
    pub(crate) fn view(&self) -> Option<ReplicaView> {
        match &*self.said() {
            SentinelReply::Heard(view) => Some(view.clone()),
            _ => None,
        }
    }

    /// Its identity, once it is known.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.get().map(String::as_str)
    }

    fn note_id(&self, id: &str) {
        // The first one stays: a sentinel keeps its identity over restarts.
        let _ = self.id.set(id.to_owned());
    }

    /// Asks who it is, if that is not known. Before Redis 6.2 it does not say.
    pub(crate) async fn identify(&self, target: &Target, deadline: Instant) {
        if self.id().is_none() {
            let mut question = redis::pipe();
            question.cmd("SENTINEL").arg("MYID");
            let answers = self.send(target, &question, deadline).await;
            if let Some(Value::BulkString(id)) = answers.unwrap_or_default().first() {
                self.note_id(&String::from_utf8_lossy(id));
            }
        }
    }

    /// Lets go of the socket for good. A question that is under way comes to its end, and its socket ends with it.
    pub(crate) fn close(&self) {
        *self.kept() = CachedSocket::Closed;
    }

    /// It did not answer when others did.
    pub(crate) fn give_up(&self) {
        *self.said() = SentinelReply::Failed;
    }

    /// Asks where the primary is. Cancel safe.
    pub(crate) async fn ask(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<ReplicaView, ResolveError> {
        let outcome = self.ask_now(target, deadline).await;
        *self.said() = match &outcome {
            Ok(view) => SentinelReply::Heard(view.clone()),
            Err(_) => SentinelReply::Failed,
        };
        outcome
    }

    async fn ask_now(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<ReplicaView, ResolveError> {
        let name = target.settings.master().unwrap_or_default();
        let mut questions = redis::pipe();
        questions
            .cmd("SENTINEL")
            .arg("GET-MASTER-ADDR-BY-NAME")
            .arg(name);
        questions.cmd("SENTINEL").arg("MASTER").arg(name);
        let mut answers = self.send(target, &questions, deadline).await?.into_iter();
        let address = self.answer(target, answers.next())?;
        let Some(endpoint) = reply::address(&address) else {
            return Err(ResolveError::Unknown(self.names(target, deadline).await));
        };
        // A user who may only ask for the address is enough.
        let entry = answers.next().and_then(|entry| Entry::read(&entry));
        let entry = entry.unwrap_or_default();
        Ok(ReplicaView {
            endpoint: reached(target, endpoint),
            epoch: entry.number("config-epoch"),
            down: entry.is_flagged(&["s_down", "o_down"]),
            agreed_down: entry.is_flagged(&["o_down"]),
            quorum: entry.number("quorum"),
            sentinels: entry
                .number::<usize>("num-other-sentinels")
                .map(|others| others.saturating_add(1)),
        })
    }

    /// The primaries that it knows by name; none if it does not say.
    async fn names(&self, target: &Target, deadline: Instant) -> Vec<String> {
        let mut question = redis::pipe();
        question.cmd("SENTINEL").arg("MASTERS");
        let answers = self.send(target, &question, deadline).await;
        let entries = answers.unwrap_or_default();
        let entries = entries.first().map(Entry::read_all).unwrap_or_default();
        let names = entries.iter().filter_map(|entry| entry.get("name"));
        names.map(str::to_owned).collect()
    }

    /// A list about the primary: `SENTINELS` or `REPLICAS`.
    pub(crate) async fn list(
        &self,
        target: &Target,
        what: &str,
        deadline: Instant,
    ) -> Result<Vec<Entry>, ResolveError> {
        let name = target.settings.master().unwrap_or_default();
        let mut question = redis::pipe();
        question.cmd("SENTINEL").arg(what).arg(name);
        let mut answers = self.send(target, &question, deadline).await?.into_iter();
        Ok(Entry::read_all(&self.answer(target, answers.next())?))
    }

    /// An answer, unless it is an error.
    fn answer(&self, target: &Target, answer: Option<Value>) -> Result<Value, ResolveError> {
        match answer {
            Some(Value::ServerError(error)) => Err(self.refusal(target, error)),
            answer => Ok(answer.unwrap_or(Value::Nil)),
        }
    }

    fn refusal(&self, target: &Target, error: ServerError) -> ResolveError {
        // The handshake lets a server without `HELLO` pass.
        let unknown = |details: &str| details.starts_with("unknown command");
        let failure = if error.details().is_some_and(unknown) {
            Failure::Mode("another".to_owned())
        } else {
            Failure::Refusal("SENTINEL", error)
        };
        self.failed(failure, target)
    }

    /// Sends questions over the socket that is kept, or over a fresh one.
    async fn send(
        &self,
        target: &Target,
        questions: &Pipeline,
        deadline: Instant,
    ) -> Result<Vec<Value>, ResolveError> {
        // A socket that was closed while it lay idle is known as such a moment later than its first use.
        for _ in 0..2 {
            let (link, fresh) = self.link(target, deadline).await?;
            let mut wire = link.wire();
            let count = questions.len();
            match timeout_at(deadline, wire.send_all(questions, 0, count)).await {
                Ok(Ok(answers)) => return Ok(answers),
                Ok(Err(_)) if !fresh => self.drop_link(&link),
                Ok(Err(error)) => {
                    self.drop_link(&link);
                    let failure = Failure::during("SENTINEL", &error, None);
                    return Err(self.failed(failure, target));
                }
                Err(_) => {
                    self.drop_link(&link);
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
        ResolveError::Failed(Box::new(failure.tell(target, &self.place)))
    }

    /// The socket that is kept, or a fresh one (`true`).
    async fn link(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<(Arc<Socket>, bool), ResolveError> {
        let Ok(_turn) = timeout_at(deadline, self.opening.lock()).await else {
            return Err(self.silent(target, "the connection"));
        };
        if let CachedSocket::Open(Some(link)) = &*self.kept()
            && !link.is_lost()
        {
            return Ok((Arc::clone(link), false));
        }
        // Nobody waits for its end: the next question finds out.
        let told = Arc::new(Notify::new());
        let opened = open(target, &self.place, Purpose::Sentinel, deadline, &told).await;
        let link = Arc::new(opened.map_err(|error| ResolveError::Failed(Box::new(error)))?);
        if let CachedSocket::Open(kept) = &mut *self.kept() {
            *kept = Some(Arc::clone(&link));
        }
        Ok((link, true))
    }

    fn drop_link(&self, link: &Arc<Socket>) {
        if let CachedSocket::Open(kept) = &mut *self.kept() {
            kept.take_if(|kept| Arc::ptr_eq(kept, link));
        }
    }

    fn kept(&self) -> MutexGuard<'_, CachedSocket> {
        self.kept.lock()
    }

    fn said(&self) -> MutexGuard<'_, SentinelReply> {
        self.said.lock()
    }
}

/// The address that this process reaches a server at: a sentinel knows it by the one of its own network.
pub(crate) fn reached(target: &Target, announced: Endpoint) -> Endpoint {
    parse_slots(announced, target.settings.address_map())
}
