//! Who signs in at one kind of server: fixed, or asked for again.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::provider::{Credentials, CredentialsError, CredentialsProvider};

/// A provider is not asked more often than this for the sake of open connections.
const SHORTEST_REFRESH: Duration = Duration::from_secs(1);

/// What a source answered, and the how-manieth answer it was.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) credentials: Credentials,
    ticket: u64,
}

/// What a server accepted last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accepted {
    answer: Option<Answer>,
    /// What was accepted before that: of several servers one may lag behind the others.
    earlier: Option<Answer>,
    /// Counts the different credentials; 0 before the first.
    serial: u64,
}

/// A source that has no credentials to give: which, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable {
    pub(crate) provider: String,
    pub(crate) reason: String,
}

/// Who signs in.
pub(crate) struct Login {
    fixed: Option<Credentials>,
    provider: Option<Arc<dyn CredentialsProvider>>,
    tickets: AtomicU64,
    accepted: watch::Sender<Accepted>,
    /// Mirrors the serial of `accepted`, for those who look before each command.
    serial: AtomicU64,
    /// The serial at which it was said that the server lags behind the source.
    lag_told: AtomicU64,
}

impl Login {
    /// Always the same, or nobody.
    pub(crate) fn fixed(credentials: Option<Credentials>) -> Self {
        Self::new(credentials, None)
    }

    /// Whoever the provider names.
    pub(crate) fn provided(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self::new(None, Some(provider))
    }

    fn new(fixed: Option<Credentials>, provider: Option<Arc<dyn CredentialsProvider>>) -> Self {
        Self {
            fixed,
            provider,
            tickets: AtomicU64::new(0),
            accepted: watch::Sender::default(),
            serial: AtomicU64::new(0),
            lag_told: AtomicU64::new(0),
        }
    }

    /// The source that is asked; `None` if the credentials are fixed.
    pub(crate) fn provider(&self) -> Option<&Arc<dyn CredentialsProvider>> {
        self.provider.as_ref()
    }

    /// Asks the source, until `deadline` at the latest. `None`: nobody is to sign in. Cancel safe.
    pub(crate) async fn ask(&self, deadline: Instant) -> Result<Option<Answer>, Unavailable> {
        let Some(provider) = &self.provider else {
            return Ok(self
                .fixed
                .clone()
                .map(|credentials| self.number(credentials)));
        };
        let asked = timeout_at(deadline, guarded(provider.as_ref()));
        let reason = match asked.await {
            Ok(Ok(credentials)) if credentials.password.is_empty() => {
                "its password is empty".to_owned()
            }
            Ok(Ok(credentials)) => return Ok(Some(self.number(credentials))),
            Ok(Err(error)) => self.veiled(&error),
            Err(_) => "it did not answer in time".to_owned(),
        };
        Err(Unavailable {
            provider: provider.name().into_owned(),
            reason,
        })
    }

    /// Numbers an answer, or a value that was streamed.
    pub(crate) fn number(&self, credentials: Credentials) -> Answer {
        Answer {
            credentials,
            ticket: self.tickets.fetch_add(1, Ordering::Relaxed) + 1,
        }
    }

    /// Notes that a server accepted an answer, and says which serial a socket that is signed in with it has.
    pub(crate) fn accept(&self, answer: &Answer) -> u64 {
        let mut serial = 0;
        self.accepted.send_if_modified(|accepted| {
            let last = accepted.answer.as_mut();
            if let Some(last) = last {
                if last.credentials == answer.credentials {
                    last.ticket = last.ticket.max(answer.ticket);
                    serial = accepted.serial;
                    return false;
                }
                // Overtaken: a later answer was accepted before this one. Its socket is to sign in again.
                if last.ticket > answer.ticket {
                    return false;
                }
            }
            accepted.earlier = accepted.answer.replace(answer.clone());
            accepted.serial += 1;
            serial = accepted.serial;
            self.serial.store(serial, Ordering::Release);
            true
        });
        serial
    }

    /// What a server accepted last.
    pub(crate) fn accepted(&self) -> Option<Answer> {
        self.accepted.borrow().answer.clone()
    }

    /// What a server accepted before that.
    pub(crate) fn accepted_earlier(&self) -> Option<Answer> {
        self.accepted.borrow().earlier.clone()
    }

    /// The serial of what a server accepted last; 0 before the first.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Acquire)
    }

    /// The provider's stream, if it has one. A panic of the provider counts as none.
    pub(crate) fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        let provider = self.provider.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| provider.watch())).ok()?
    }

    /// How often the provider wants to be asked, if at all. A panic of the provider counts as never.
    pub(crate) fn refresh(&self) -> Option<Duration> {
        let provider = self.provider.as_ref()?;
        let refresh = catch_unwind(AssertUnwindSafe(|| provider.refresh())).ok()?;
        refresh.map(|refresh| refresh.max(SHORTEST_REFRESH))
    }

    /// Whether it is still to be said that the server refuses what the source gives and accepts what it gave before.
    pub(crate) fn tells_of_lag(&self) -> bool {
        let serial = self.serial();
        self.lag_told.swap(serial, Ordering::Relaxed) != serial
    }

    /// Hears whenever a server has accepted other credentials than before.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Accepted> {
        self.accepted.subscribe()
    }

    /// A provider is not ours: it may repeat the secret that it was to give.
    fn veiled(&self, error: &CredentialsError) -> String {
        let text = error.to_string();
        match self.accepted() {
            Some(last) => text.replace(last.credentials.password.expose(), "***"),
            None => text,
        }
    }
}

/// The provider's answer, in which a panic is an error.
async fn guarded(provider: &dyn CredentialsProvider) -> Result<Credentials, CredentialsError> {
    let mut asking = pin!(async { provider.credentials().await });
    poll_fn(|cx| {
        // Whatever a panic left behind is the provider's own; the future is never polled again.
        match catch_unwind(AssertUnwindSafe(|| asking.as_mut().poll(cx))) {
            Ok(Poll::Ready(answer)) => Poll::Ready(answer),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(CredentialsError::new("it panicked"))),
        }
    })
    .await
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = self.provider.as_ref().map(|provider| provider.name());
        f.debug_struct("Login")
            .field("fixed", &self.fixed)
            .field("provider", &provider)
            .finish_non_exhaustive()
    }
}
