//! Credentials from a channel.

use std::borrow::Cow;

use tokio::sync::watch;

use super::provider::{Credentials, CredentialsFuture, CredentialsProvider};

/// The newest value of a channel as a provider; from [`watched`].
#[derive(Clone, Debug)]
pub struct WatchedCredentials {
    name: Cow<'static, str>,
    newest: watch::Receiver<Credentials>,
}

/// A provider of the last value of a channel. Open connections immediately follow each value. Errors and logs call the
/// provider `name`.
///
/// ```
/// use redis_config::credentials::{self, Credentials};
/// use tokio::sync::watch;
///
/// let (push, newest) = watch::channel(Credentials::user("worker", "correct horse"));
/// let provider = credentials::watched("the agent", newest);
/// push.send_replace(Credentials::user("worker", "battery staple"));
/// # let _ = provider;
/// ```
pub fn watched(
    name: impl Into<Cow<'static, str>>,
    newest: watch::Receiver<Credentials>,
) -> WatchedCredentials {
    WatchedCredentials {
        name: name.into(),
        newest,
    }
}

impl CredentialsProvider for WatchedCredentials {
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn credentials(&self) -> CredentialsFuture<'_> {
        Box::pin(std::future::ready(Ok(self.newest.borrow().clone())))
    }

    fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        Some(self.newest.clone())
    }
}
