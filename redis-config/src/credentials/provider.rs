//! Credentials, and the trait of their providers.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::secret::secret::Secret;

/// A user name and a password. `Debug` shows neither.
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
    /// The `default` user with this password.
    pub fn password(password: impl Into<Secret>) -> Self {
        Self {
            username: None,
            password: password.into(),
        }
    }

    /// An ACL user with its password.
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

/// The reason why a provider has no credentials.
///
/// The text is shown in errors and logs and must not contain secrets.
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

/// The return type of [`CredentialsProvider::credentials`].
pub type CredentialsFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

/// A source of credentials that is called before each new connection.
///
/// A definition selects it with `#[redis(credentials = path)]`, where `path` is a function from a reference to the definition
/// to a provider. The function runs for each `connect`, `settings` and `validate`, so it must be cheap. To share the state of
/// a provider between connections, return an `Arc` from a static or from a field with `#[redis(skip)]`.
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
    /// Its name in errors and logs. Default: the name of its type.
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(std::any::type_name::<Self>())
    }

    /// Returns the current credentials.
    ///
    /// The future is dropped when the remaining `connect_timeout` is over. A panic counts as an error. Several connections
    /// may call this at the same time.
    ///
    /// # Errors
    ///
    /// The reason why there are no credentials. The connection attempt fails with
    /// [`ConnectErrorKind::Auth`](crate::ConnectErrorKind::Auth), which is transient, so the attempt is repeated.
    fn credentials(&self) -> CredentialsFuture<'_>;

    /// A receiver of new credentials, if the provider streams them. Open connections follow each value immediately.
    /// [`credentials`](Self::credentials) must return the same value from then on. Default: none.
    fn watch(&self) -> Option<watch::Receiver<Credentials>> {
        None
    }

    /// How often to call [`credentials`](Self::credentials) for open connections, which follow a changed result. At least one
    /// second. Default: never.
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
