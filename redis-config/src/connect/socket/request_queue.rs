//! What the callers of a socket share with its driver.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Waker};

use redis::{Cmd, Pipeline, PushKind, RedisError};

use super::awaited::{Awaited, Batch, Expected};
use super::waiter::{Lost, SocketLoss, Waiter};
use crate::connect::resp::push::push_kind;
use crate::sync::Mutex;

/// Bytes that may wait to be written. A request that is larger alone is admitted when nothing else waits.
const MAX_UNWRITTEN: usize = 4 * 1024 * 1024;
/// Replies that may be awaited.
const MAX_AWAITED: usize = 32 * 1024;
/// A request of this size gets memory of its own, packed before the lock is taken.
const LARGE: usize = 8 * 1024;
/// Small requests share memory up to this size.
const CHUNK: usize = 64 * 1024;

/// What a caller sends.
#[derive(Clone, Copy)]
pub(super) enum Outgoing<'a> {
    One(&'a Cmd),
    Many {
        pipeline: &'a Pipeline,
        skip: usize,
        count: usize,
    },
}

/// Packed bytes: in memory of their own, or to be packed into the queue.
pub(super) enum Packed<'a> {
    Small(&'a Cmd),
    Own(Vec<u8>),
}

impl<'a> Outgoing<'a> {
    pub(super) fn is_empty(self) -> bool {
        match self {
            Self::One(command) => command.args_iter().len() == 0,
            Self::Many { pipeline, .. } => pipeline.is_empty(),
        }
    }

    pub(super) fn pack(self) -> Packed<'a> {
        match self {
            Self::One(command) if is_large(command) => Packed::Own(command.get_packed_command()),
            Self::One(command) => Packed::Small(command),
            Self::Many { pipeline, .. } => Packed::Own(pipeline.get_packed_pipeline()),
        }
    }
}

fn is_large(command: &Cmd) -> bool {
    let sizes = command.args_iter().map(|argument| match argument {
        redis::Arg::Simple(bytes) => bytes.len(),
        _ => 0,
    });
    sizes.sum::<usize>() >= LARGE
}

/// The kind of push that confirms a command, which has its name, if it is one of the subscription commands.
fn confirmation(command: &Cmd) -> Option<PushKind> {
    let Some(redis::Arg::Simple(name)) = command.args_iter().next() else {
        return None;
    };
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    name.ends_with("subscribe").then(|| push_kind(name))
}

/// What became of a request.
pub(super) enum Entry {
    /// The driver has it.
    Queued,
    /// The queue is full: its waiter is admitted when it is its turn. Its bytes, if they are in memory of their own.
    Full(Option<Vec<u8>>),
    Ended(Lost),
}

/// What the driver takes at the begin of a turn.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) chunks: VecDeque<Vec<u8>>,
    pub(super) requests: VecDeque<Awaited>,
}

#[derive(Default)]
struct State {
    queued: Taken,
    /// An empty chunk to use again.
    spare: Option<Vec<u8>>,
    /// All bytes that were ever packed.
    packed: u64,
    /// Bytes that are not written, and replies that have not come.
    unwritten: usize,
    awaited: usize,
    /// Callers that wait for room, and how many were woken because there is some and have not come.
    blocked: VecDeque<Arc<Waiter>>,
    admitted: usize,
    /// The driver, while it sleeps.
    driver: Option<Waker>,
    ended: Option<(SocketLoss, RedisError)>,
    /// Callers in whose transactions no other command may get.
    exclusive: usize,
}

impl State {
    fn has_room(&self) -> bool {
        self.unwritten < MAX_UNWRITTEN && self.awaited + self.admitted < MAX_AWAITED
    }

    fn admit(&mut self) {
        while self.has_room() {
            let Some(next) = self.blocked.pop_front() else {
                return;
            };
            self.admitted += 1;
            next.admit();
        }
    }

    fn append(&mut self, packed: Packed<'_>) {
        let before = self.unwritten;
        match packed {
            Packed::Own(bytes) if bytes.len() >= LARGE => {
                self.unwritten += bytes.len();
                self.queued.chunks.push_back(bytes);
            }
            packed => {
                if self
                    .queued
                    .chunks
                    .back()
                    .is_none_or(|chunk| chunk.len() >= CHUNK)
                {
                    let chunk = self.spare.take().unwrap_or_default();
                    self.queued.chunks.push_back(chunk);
                }
                if let Some(chunk) = self.queued.chunks.back_mut() {
                    let length = chunk.len();
                    match packed {
                        Packed::Small(command) => command.write_packed_command(chunk),
                        Packed::Own(bytes) => chunk.extend_from_slice(&bytes),
                    }
                    self.unwritten += chunk.len() - length;
                }
            }
        }
        self.packed += (self.unwritten - before) as u64;
    }

    fn queue(
        &mut self,
        packed: Packed<'_>,
        waiter: Option<Arc<Waiter>>,
        expected: Expected,
        may_block: bool,
    ) {
        let start = self.packed;
        self.append(packed);
        let request = Awaited {
            waiter,
            expected,
            start,
            end: self.packed,
            may_block,
        };
        self.awaited += request.weight();
        self.queued.requests.push_back(request);
    }
}

/// The requests that are not written, and what callers and driver tell each other.
pub(crate) struct RequestQueue {
    state: Mutex<State>,
    /// Whether confirmations of subscriptions arrive here.
    subscribes: bool,
    loss: OnceLock<SocketLoss>,
    /// An error that the server sent before the first reply, such as `max number of clients reached`.
    first_error: OnceLock<String>,
    /// Why the TLS session ended: an alert of the server, or an error found here.
    #[cfg(feature = "tls")]
    tls_error: OnceLock<rustls::Error>,
}

impl RequestQueue {
    pub(super) fn new(subscribes: bool) -> Self {
        Self {
            state: Mutex::default(),
            subscribes,
            loss: OnceLock::new(),
            first_error: OnceLock::new(),
            #[cfg(feature = "tls")]
            tls_error: OnceLock::new(),
        }
    }

    /// Puts a request into the queue. `waiter` was admitted before, or comes for the first time.
    #[inline]
    pub(super) fn enter(
        &self,
        request: Outgoing<'_>,
        packed: Packed<'_>,
        waiter: &Arc<Waiter>,
        may_block: bool,
        admitted: bool,
    ) -> Entry {
        let mut state = self.state.lock();
        if admitted {
            state.admitted -= 1;
        }
        if let Some((loss, error)) = &state.ended {
            let lost = Lost {
                written: false,
                loss: *loss,
                error: error.clone(),
            };
            return Entry::Ended(lost);
        }
        let may_enter = admitted || (state.blocked.is_empty() && state.has_room());
        if !may_enter {
            state.blocked.push_back(Arc::clone(waiter));
            return Entry::Full(match packed {
                Packed::Own(bytes) => Some(bytes),
                Packed::Small(_) => None,
            });
        }
        let expected = match request {
            Outgoing::Many {
                pipeline,
                skip,
                count,
            } => Expected::Many(Batch::new(pipeline.is_transaction(), skip, count)),
            Outgoing::One(command) if self.subscribes => {
                confirmation(command).map_or(Expected::One, Expected::Confirmation)
            }
            Outgoing::One(_) => Expected::One,
        };
        state.queue(packed, Some(Arc::clone(waiter)), expected, may_block);
        let driver = state.driver.take();
        drop(state);
        if let Some(driver) = driver {
            driver.wake();
        }
        Entry::Queued
    }

    /// A caller that waited for room does not any more.
    pub(super) fn leave(&self, waiter: &Arc<Waiter>) {
        let mut state = self.state.lock();
        match state
            .blocked
            .iter()
            .position(|one| Arc::ptr_eq(one, waiter))
        {
            Some(at) => drop(state.blocked.remove(at)),
            None if waiter.is_admitted() => {
                state.admitted -= 1;
                state.admit();
            }
            None => {}
        }
    }

    /// Queues the driver's own `PING`, unless a caller has exclusive use of the socket.
    pub(super) fn enter_fence(&self, ping: &Cmd) -> bool {
        let mut state = self.state.lock();
        if state.exclusive > 0 {
            return false;
        }
        state.queue(Packed::Small(ping), None, Expected::Fence, false);
        true
    }

    /// What was queued since the last turn. `written` and `answered` since then make room.
    pub(super) fn take(
        &self,
        taken: &mut Taken,
        spare: &mut Option<Vec<u8>>,
        written: usize,
        answered: usize,
    ) {
        let mut state = self.state.lock();
        state.driver = None;
        state.unwritten -= written;
        state.awaited -= answered;
        if taken.chunks.is_empty() {
            std::mem::swap(&mut taken.chunks, &mut state.queued.chunks);
        }
        taken.requests.append(&mut state.queued.requests);
        if state.spare.is_none() {
            state.spare = spare.take();
        }
        if !state.blocked.is_empty() {
            state.admit();
        }
    }

    /// The next request wakes the driver; `false` if there is one already.
    pub(super) fn sleep(&self, cx: &Context<'_>) -> bool {
        let mut state = self.state.lock();
        if !state.queued.chunks.is_empty() {
            return false;
        }
        state.driver = Some(cx.waker().clone());
        true
    }

    /// The socket has ended. Returns what was not taken, which was not written.
    pub(super) fn end(&self, loss: SocketLoss, error: &RedisError) -> VecDeque<Awaited> {
        let _ = self.loss.set(loss);
        let loss = self.loss().unwrap_or(loss);
        let (requests, blocked) = {
            let mut state = self.state.lock();
            state.ended = Some((loss, error.clone()));
            state.driver = None;
            state.queued.chunks.clear();
            let requests = std::mem::take(&mut state.queued.requests);
            (requests, std::mem::take(&mut state.blocked))
        };
        for waiter in blocked {
            waiter.complete(Err(Lost {
                written: false,
                loss,
                error: error.clone(),
            }));
        }
        requests
    }

    /// Requests that were ever packed, in bytes.
    pub(super) fn packed(&self) -> u64 {
        self.state.lock().packed
    }

    /// Keeps the driver's own `PING` off the socket until the guard is dropped.
    pub(super) fn exclusive(self: &Arc<Self>) -> ExclusiveGuard {
        self.state.lock().exclusive += 1;
        ExclusiveGuard(Arc::clone(self))
    }

    /// How the socket ended.
    pub(super) fn loss(&self) -> Option<SocketLoss> {
        self.loss.get().copied()
    }

    /// Ends the socket for the callers at once; the driver follows.
    pub(super) fn set_loss(&self, loss: SocketLoss) {
        let _ = self.loss.set(loss);
    }

    /// The error that the server sent before the first reply.
    pub(crate) fn first_error(&self) -> Option<&str> {
        self.first_error.get().map(String::as_str)
    }

    pub(super) fn set_first_error(&self, error: String) {
        let _ = self.first_error.set(error);
    }

    /// Why the TLS session ended, if it did.
    #[cfg(feature = "tls")]
    pub(crate) fn tls_error(&self) -> Option<&rustls::Error> {
        self.tls_error.get()
    }

    #[cfg(feature = "tls")]
    pub(super) fn set_tls_error(&self, error: rustls::Error) {
        let _ = self.tls_error.set(error);
    }
}

/// Without what is queued: it may contain a password.
impl fmt::Debug for RequestQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestQueue")
            .field("loss", &self.loss())
            .finish_non_exhaustive()
    }
}

/// Keeps the driver's own commands off a socket while it exists.
#[derive(Debug)]
pub(crate) struct ExclusiveGuard(Arc<RequestQueue>);

impl Drop for ExclusiveGuard {
    fn drop(&mut self) {
        self.0.state.lock().exclusive -= 1;
    }
}
