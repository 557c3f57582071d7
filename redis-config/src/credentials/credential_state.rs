//! The credentials for one kind of server (data or sentinels): fixed, or from a provider.
//!
//! Two counters order what happens. A *ticket* numbers the answers of the provider, in the order in which they were given.
//! A *serial* numbers the different credentials that a server has accepted; a socket whose serial is older must be replaced
//! or authenticated again.

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

/// A provider is not asked more often than this on behalf of open connections.
const SHORTEST_REFRESH: Duration = Duration::from_secs(1);

/// What the provider returned, and its sequence number.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) credentials: Credentials,
    ticket: u64,
}

/// The credentials that a server accepted last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accepted {
    last: Option<Issued>,
    /// The ones before: one of several servers may lag behind the others.
    earlier: Option<Issued>,
    /// Counts the different credentials; 0 before the first.
    serial: u64,
}

/// A provider returned no credentials: which one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable {
    pub(crate) provider: String,
    pub(crate) reason: String,
}

/// The credentials for one kind of server.
pub(crate) struct CredentialState {
    fixed: Option<Credentials>,
    provider: Option<Arc<dyn CredentialsProvider>>,
    tickets: AtomicU64,
    accepted: watch::Sender<Accepted>,
    /// Mirrors the serial of `accepted`, without its lock: it is read before each command.
    serial: AtomicU64,
    /// The serial for which it was logged that the server lags behind the provider.
    lag_logged: AtomicU64,
}

impl CredentialState {
    /// Always the same; `None` sends no `AUTH`.
    pub(crate) fn fixed(credentials: Option<Credentials>) -> Self {
        Self::new(credentials, None)
    }

    /// Those of a provider.
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

    /// Asks the provider, until `deadline` at the latest. `None` means that no `AUTH` is sent. Cancel safe.
    pub(crate) async fn ask(&self, deadline: Instant) -> Result<Option<Issued>, Unavailable> {
        let Some(provider) = &self.provider else {
            return Ok(self.fixed.clone().map(|fixed| self.number(fixed)));
        };
        let asked = timeout_at(deadline, catch_panic(provider.as_ref()));
        let reason = match asked.await {
            Ok(Ok(credentials)) if credentials.password.is_empty() => {
                "its password is empty".to_owned()
            }
            Ok(Ok(credentials)) => return Ok(Some(self.number(credentials))),
            Ok(Err(error)) => self.redacted(&error),
            Err(_) => "it did not answer in time".to_owned(),
        };
        Err(Unavailable {
            provider: provider.name().into_owned(),
            reason,
        })
    }

    /// Numbers what the provider returned or streamed.
    pub(crate) fn number(&self, credentials: Credentials) -> Issued {
        Issued {
            credentials,
            ticket: self.tickets.fetch_add(1, Ordering::Relaxed) + 1,
        }
    }

    /// Records that a server accepted these, and returns the serial of a socket that uses them.
    pub(crate) fn accept(&self, issued: &Issued) -> u64 {
        let mut serial = 0;
        self.accepted.send_if_modified(|accepted| {
            if let Some(last) = accepted.last.as_mut() {
                if last.credentials == issued.credentials {
                    last.ticket = last.ticket.max(issued.ticket);
                    serial = accepted.serial;
                    return false;
                }
                // Newer credentials were accepted before these older ones. Serial 0 makes the socket authenticate again.
                if last.ticket > issued.ticket {
                    return false;
                }
            }
            accepted.earlier = accepted.last.replace(issued.clone());
            accepted.serial += 1;
            serial = accepted.serial;
            self.serial.store(serial, Ordering::Release);
            true
        });
        serial
    }

    /// The credentials that a server accepted last.
    pub(crate) fn accepted(&self) -> Option<Issued> {
        self.accepted.borrow().last.clone()
    }

    /// The ones that a server accepted before those.
    pub(crate) fn accepted_earlier(&self) -> Option<Issued> {
        self.accepted.borrow().earlier.clone()
    }

    /// The serial of the credentials that a server accepted last; 0 before the first.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Acquire)
    }

    /// The provider's stream, if it has one. A panic of the provider counts as none.
    pub(crate) fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        let provider = self.provider.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| provider.watch())).ok()?
    }

    /// How often the provider asks to be asked, if at all. A panic of the provider counts as never.
    pub(crate) fn refresh(&self) -> Option<Duration> {
        let provider = self.provider.as_ref()?;
        let refresh = catch_unwind(AssertUnwindSafe(|| provider.refresh())).ok()?;
        refresh.map(|refresh| refresh.max(SHORTEST_REFRESH))
    }

    /// Whether to log that the server refuses what the provider returns and accepts its earlier credentials: once for each
    /// serial.
    pub(crate) fn should_log_lag(&self) -> bool {
        let serial = self.serial();
        self.lag_logged.swap(serial, Ordering::Relaxed) != serial
    }

    /// Changes whenever a server has accepted other credentials than before.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Accepted> {
        self.accepted.subscribe()
    }

    /// The text of a provider's error. It may repeat the secret, since the provider is not our code.
    fn redacted(&self, error: &CredentialsError) -> String {
        let text = error.to_string();
        match self.accepted() {
            Some(last) => text.replace(last.credentials.password.expose(), "***"),
            None => text,
        }
    }
}

/// Asks the provider. A panic is an error.
async fn catch_panic(provider: &dyn CredentialsProvider) -> Result<Credentials, CredentialsError> {
    let mut asked = pin!(async { provider.credentials().await });
    poll_fn(|cx| {
        // Unwind safe: the future is never polled again after a panic.
        match catch_unwind(AssertUnwindSafe(|| asked.as_mut().poll(cx))) {
            Ok(Poll::Ready(result)) => Poll::Ready(result),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(CredentialsError::new("it panicked"))),
        }
    })
    .await
}

impl fmt::Debug for CredentialState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = self.provider.as_ref().map(|provider| provider.name());
        f.debug_struct("CredentialState")
            .field("fixed", &self.fixed)
            .field("provider", &provider)
            .finish_non_exhaustive()
    }
}
