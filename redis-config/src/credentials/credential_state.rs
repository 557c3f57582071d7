//! The credentials for one kind of server, and which of them a server accepted.

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

/// Providers are not polled more often than this for open connections.
const SHORTEST_REFRESH: Duration = Duration::from_secs(1);

/// A provider's result and its sequence number.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) credentials: Credentials,
    ticket: u64,
}

/// The credentials that a server accepted last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accepted {
    answer: Option<Answer>,
    /// The previously accepted ones. Of several servers, one may still require them.
    earlier: Option<Answer>,
    /// Number of credentials accepted so far, counting changes. 0 before the first.
    serial: u64,
}

/// A provider that returned no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable {
    pub(crate) provider: String,
    pub(crate) reason: String,
}

/// Fixed credentials or a provider, and the state of their acceptance.
pub(crate) struct Login {
    fixed: Option<Credentials>,
    provider: Option<Arc<dyn CredentialsProvider>>,
    tickets: AtomicU64,
    accepted: watch::Sender<Accepted>,
    /// Mirrors the serial of `accepted` without a lock, for the check before each command.
    serial: AtomicU64,
    /// The serial for which the lag of the server behind the provider was logged.
    lag_logged: AtomicU64,
}

impl Login {
    /// Fixed credentials, or none.
    pub(crate) fn fixed(credentials: Option<Credentials>) -> Self {
        Self::new(credentials, None)
    }

    /// The credentials of a provider.
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
            lag_logged: AtomicU64::new(0),
        }
    }

    /// The provider; `None` if the credentials are fixed.
    pub(crate) fn provider(&self) -> Option<&Arc<dyn CredentialsProvider>> {
        self.provider.as_ref()
    }

    /// Returns the current credentials before `deadline`. `None`: connect without `AUTH`. Cancel safe.
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

    /// Numbers a provider's result or a streamed value.
    pub(crate) fn number(&self, credentials: Credentials) -> Answer {
        Answer {
            credentials,
            ticket: self.tickets.fetch_add(1, Ordering::Relaxed) + 1,
        }
    }

    /// Records that a server accepted the credentials. Returns the serial of a socket that uses them.
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
                // A newer answer was accepted earlier. Serial 0 makes the socket authenticate again.
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

    /// The credentials that a server accepted last.
    pub(crate) fn accepted(&self) -> Option<Answer> {
        self.accepted.borrow().answer.clone()
    }

    /// The credentials that a server accepted before the last ones.
    pub(crate) fn accepted_earlier(&self) -> Option<Answer> {
        self.accepted.borrow().earlier.clone()
    }

    /// The serial of the last accepted credentials; 0 before the first.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Acquire)
    }

    /// The provider's stream, if it has one. A panic of the provider counts as none.
    pub(crate) fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        let provider = self.provider.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| provider.watch())).ok()?
    }

    /// How often to poll the provider. A panic of the provider counts as never.
    pub(crate) fn refresh(&self) -> Option<Duration> {
        let provider = self.provider.as_ref()?;
        let refresh = catch_unwind(AssertUnwindSafe(|| provider.refresh())).ok()?;
        refresh.map(|refresh| refresh.max(SHORTEST_REFRESH))
    }

    /// Whether to log, once per serial, that the server refuses new credentials and still accepts the old ones.
    pub(crate) fn must_log_lag(&self) -> bool {
        let serial = self.serial();
        self.lag_logged.swap(serial, Ordering::Relaxed) != serial
    }

    /// A receiver that is notified when a server accepts changed credentials.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Accepted> {
        self.accepted.subscribe()
    }

    /// The error text without the password, which a user's provider may have quoted.
    fn veiled(&self, error: &CredentialsError) -> String {
        let text = error.to_string();
        match self.accepted() {
            Some(last) => text.replace(last.credentials.password.expose(), "***"),
            None => text,
        }
    }
}

/// Calls the provider and turns a panic into an error.
async fn guarded(provider: &dyn CredentialsProvider) -> Result<Credentials, CredentialsError> {
    let mut asking = pin!(async { provider.credentials().await });
    poll_fn(|cx| {
        // Unwind safe: the panic can only affect the provider's own state, and the future is not polled again.
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
