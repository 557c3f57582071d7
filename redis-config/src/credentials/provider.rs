//! What is asked for credentials.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::secret::secret::Secret;

/// Who signs in. `Debug` shows neither part.
///
/// ```
/// use redis_config::Credentials;
///
/// let of_a_user = Credentials::user("worker", "correct horse");
/// let of_the_default_user = Credentials::password("correct horse");
/// assert_eq!(of_the_default_user.username, None);
/// assert_eq!(of_a_user.password, of_the_default_user.password);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// Name of the ACL user; `None` for the server's `default` user.
    pub username: Option<String>,
    /// Its password. The server refuses an empty one.
    pub password: Secret,
}

impl Credentials {
    /// A password of the `default` user.
    pub fn password(password: impl Into<Secret>) -> Self {
        Self {
            username: None,
            password: password.into(),
        }
    }

    /// An ACL user and its password.
    pub fn user(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            username: Some(username.into()),
            password: password.into(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username.as_ref().map(|_| "[redacted]"))
            .field("password", &self.password)
            .finish()
    }
}

/// Why a provider has no credentials to give.
///
/// The text goes into errors and logs: keep secrets out of it.
///
/// ```
/// use redis_config::credentials::CredentialsError;
///
/// let error = CredentialsError::new("the token service answered 503");
/// assert_eq!(error.to_string(), "the token service answered 503");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsError(String);

impl CredentialsError {
    /// `reason`: lower case, no full stop; it follows the name of the provider.
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialsError {}

/// What [`CredentialsProvider::credentials`] returns.
pub type CredentialsFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

/// A source of credentials, asked before each new connection.
///
/// Named by a definition: `#[redis(credentials = path)]`, where `path` is a function from a reference to the definition
/// to a provider. The function is called for each `connect`, `settings` and `validate`, so it must be cheap; a provider
/// with a state that connections share is handed out as an `Arc`, from a field of the definition with
/// `#[redis(skip)]` or from a static.
///
/// ```
/// use std::time::Duration;
/// use redis_config::credentials::{Credentials, CredentialsError, CredentialsFuture, CredentialsProvider};
///
/// /// Tokens that are valid for 15 minutes.
/// struct Tokens { user: String }
///
/// impl Tokens {
///     async fn fetch(&self) -> Result<String, std::io::Error> {
/// #       Ok("token".to_owned())
///         // ...
///     }
/// }
///
/// impl CredentialsProvider for Tokens {
///     fn name(&self) -> std::borrow::Cow<'_, str> {
///         "the token service".into()
///     }
///
///     fn credentials(&self) -> CredentialsFuture<'_> {
///         Box::pin(async {
///             let token = self.fetch().await.map_err(CredentialsError::new)?;
///             Ok(Credentials::user(&self.user, token))
///         })
///     }
///
///     // Open connections sign in with a fresh token before the old one runs out.
///     fn refresh(&self) -> Option<Duration> {
///         Some(Duration::from_secs(10 * 60))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` provides no credentials",
    label = "not a `redis_config::credentials::CredentialsProvider`",
    note = "`credentials = path` names a function from `&Self` to a provider: `redis_config::credentials::file(..)`, `variable(..)`, `from_fn(..)`, `watched(..)`, or a type that implements `CredentialsProvider`"
)]
pub trait CredentialsProvider: Send + Sync + 'static {
    /// What it is called in errors and logs. Default: the name of its type.
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(std::any::type_name::<Self>())
    }

    /// The credentials to sign in with now.
    ///
    /// It has what is left of `connect_timeout`; a future that is not done by then is dropped. A panic counts as an
    /// error. Several connections may ask at once.
    ///
    /// # Errors
    ///
    /// Why there are none. The attempt to connect fails with
    /// [`ConnectErrorKind::Auth`](crate::ConnectErrorKind::Auth) and counts as transient: it is made again.
    fn credentials(&self) -> CredentialsFuture<'_>;

    /// A receiver that hears of new credentials, if the provider streams them: open connections follow each of them, at
    /// once. [`credentials`](Self::credentials) answers the same from then on. Default: none.
    fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        None
    }

    /// How often to ask again for the sake of the open connections, which follow if the answer is another.
    /// Default: never; at least a second.
    fn refresh(&self) -> Option<Duration> {
        None
    }
}

impl<P: CredentialsProvider + ?Sized> CredentialsProvider for Arc<P> {
    fn name(&self) -> Cow<'_, str> {
        (**self).name()
    }

    fn credentials(&self) -> CredentialsFuture<'_> {
        (**self).credentials()
    }

    fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        (**self).watch()
    }

    fn refresh(&self) -> Option<Duration> {
        (**self).refresh()
    }
}
