//! Credentials from a function.

use std::borrow::Cow;
use std::fmt;

use super::provider::{Credentials, CredentialsError, CredentialsFuture, CredentialsProvider};

/// A provider that calls a function; from [`from_fn`].
pub struct FnCredentials<F> {
    name: Cow<'static, str>,
    function: F,
}

/// A provider that calls `function` before each new connection. Errors call the provider `name`.
///
/// ```
/// use redis_config::credentials::{self, Credentials, CredentialsError};
///
/// let provider = credentials::from_fn("the key ring", || async {
///     let password = std::future::ready(Some("correct horse")).await;
///     password
///         .map(|password| Credentials::user("worker", password))
///         .ok_or_else(|| CredentialsError::new("it has no entry for this service"))
/// });
/// # let _ = provider;
/// ```
pub fn from_fn<F, R>(name: impl Into<Cow<'static, str>>, function: F) -> FnCredentials<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Credentials, CredentialsError>> + Send + 'static,
{
    FnCredentials {
        name: name.into(),
        function,
    }
}

impl<F, R> CredentialsProvider for FnCredentials<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Credentials, CredentialsError>> + Send + 'static,
{
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn credentials(&self) -> CredentialsFuture<'_> {
        Box::pin((self.function)())
    }
}

impl<F> fmt::Debug for FnCredentials<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnCredentials")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
