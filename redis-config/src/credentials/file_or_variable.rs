//! Credentials in files and variables.

use crate::sync::Mutex;
use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use redis_config_rules::{Problem, Setting};

use super::provider::{Credentials, CredentialsError, CredentialsFuture, CredentialsProvider};
use crate::config::meta::FieldMeta;
use crate::secret::secret::Secret;
use crate::secret::source::{SecretOrigin, SecretSource};

/// How often files are read for open connections. One read takes four system calls.
const REFRESH: Duration = Duration::from_secs(5);

static PASSWORD: FieldMeta = FieldMeta::unbound(Setting::Password, "");
static USERNAME: FieldMeta = FieldMeta::unbound(Setting::Username, "");

/// Credentials in files or variables; from [`file()`] or [`variable`].
///
/// They are read before each new connection, and files also every 5 s for open connections. The rules are those of a
/// `_FILE` variable: a regular file of at most 64 KiB in UTF-8; its last line break is ignored. If a file cannot be read, or
/// is empty because it is being written, a warning with its path is logged and the last good value is used. Without one,
/// the connection fails.
#[derive(Clone, Debug)]
pub struct StoredCredentials(Arc<Stored>);

#[derive(Clone, Debug)]
enum User {
    Default,
    Fixed(String),
    Source(SecretSource),
}

struct Stored {
    password: SecretSource,
    username: User,
    memory: Mutex<Memory>,
    /// Held during a read, so that a file system that hangs blocks one thread instead of one per call.
    reading: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone, Default)]
struct Memory {
    last: Option<Credentials>,
    /// The failure that was logged; cleared by the next success.
    logged: Option<String>,
}

/// Credentials with the password in a file.
///
/// ```
/// use redis_config::credentials;
///
/// let of_the_default_user = credentials::file("/run/secrets/redis-password");
/// let of_a_user = credentials::file("/run/secrets/redis-password").username("worker");
/// let both_in_files = credentials::file("/vault/redis/password").username_file("/vault/redis/username");
/// # let _ = (of_the_default_user, of_a_user, both_in_files);
/// ```
pub fn file(password: impl Into<PathBuf>) -> StoredCredentials {
    StoredCredentials::of(SecretSource::file(&PASSWORD, password))
}

/// Credentials with the password in an environment variable of the process.
///
/// ```
/// let provider = redis_config::credentials::variable("REDIS_TOKEN").username("worker");
/// # let _ = provider;
/// ```
pub fn variable(password: impl Into<String>) -> StoredCredentials {
    StoredCredentials::of(SecretSource::variable(&PASSWORD, password))
}

impl StoredCredentials {
    fn of(password: SecretSource) -> Self {
        Self(Arc::new(Stored {
            password,
            username: User::Default,
            memory: Mutex::default(),
            reading: Arc::default(),
        }))
    }

    /// The credentials of a definition, whose password remembers its source.
    pub(crate) fn loaded(origin: &SecretOrigin, loaded: Credentials) -> Self {
        let username = match (&loaded.username, &origin.username) {
            (None, _) => User::Default,
            // A user name that code changed after loading is kept.
            (Some(name), Some((text, source))) if name == text => User::Source(source.clone()),
            (Some(name), _) => User::Fixed(name.clone()),
        };
        Self(Arc::new(Stored {
            password: origin.password.clone(),
            username,
            memory: Mutex::new(Memory {
                last: Some(loaded),
                logged: None,
            }),
            reading: Arc::default(),
        }))
    }

    /// Sets the user. Default: the server's `default` user.
    #[must_use]
    pub fn username(self, name: impl Into<String>) -> Self {
        self.with(User::Fixed(name.into()))
    }

    /// Reads the name of the user from a file.
    #[must_use]
    pub fn username_file(self, path: impl Into<PathBuf>) -> Self {
        self.with(User::Source(SecretSource::file(&USERNAME, path)))
    }

    /// Reads the name of the user from an environment variable.
    #[must_use]
    pub fn username_variable(self, name: impl Into<String>) -> Self {
        self.with(User::Source(SecretSource::variable(&USERNAME, name)))
    }

    fn with(self, username: User) -> Self {
        Self(Arc::new(Stored {
            password: self.0.password.clone(),
            username,
            memory: Mutex::default(),
            reading: Arc::default(),
        }))
    }
}

impl Stored {
    fn has_file(&self) -> bool {
        let username = match &self.username {
            User::Source(source) => source.is_file(),
            User::Default | User::Fixed(_) => false,
        };
        username || self.password.is_file()
    }

    fn read(&self) -> Result<Credentials, Problem> {
        let username = match &self.username {
            User::Default => None,
            User::Fixed(name) => Some(name.clone()),
            User::Source(source) => Some(source.read()?.to_string()),
        };
        let password = Secret::new(self.password.read()?.as_str());
        Ok(Credentials { username, password })
    }

    /// The current credentials, or else the last good ones.
    fn current(&self) -> Result<Credentials, CredentialsError> {
        let read = self.read();
        let mut memory = self.memory.lock();
        match read {
            Ok(credentials) => {
                memory.last = Some(credentials.clone());
                memory.logged = None;
                Ok(credentials)
            }
            Err(problem) => {
                let Some(last) = memory.last.clone() else {
                    return Err(CredentialsError::new(problem.message));
                };
                if memory.logged.as_ref() != Some(&problem.message) {
                    tracing::warn!(
                        source = %self.password,
                        problem = problem.message.as_str(),
                        "redis credentials cannot be read again; the last ones are used"
                    );
                    memory.logged = Some(problem.message);
                }
                Ok(last)
            }
        }
    }
}

impl CredentialsProvider for StoredCredentials {
    fn name(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.password.to_string())
    }

    fn credentials(&self) -> CredentialsFuture<'_> {
        let stored = Arc::clone(&self.0);
        Box::pin(async move {
            if !stored.has_file() {
                return stored.current();
            }
            // A file system, in particular a network file system, can be slow. The guard is released after the read, even
            // if this future was dropped before.
            let turn = Arc::clone(&stored.reading).lock_owned().await;
            let read = move || {
                let _turn = turn;
                stored.current()
            };
            tokio::task::spawn_blocking(read)
                .await
                .unwrap_or_else(|_| Err(CredentialsError::new("the runtime is shutting down")))
        })
    }

    fn refresh(&self) -> Option<Duration> {
        self.0.has_file().then_some(REFRESH)
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("password", &self.password)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn a_variable_is_read_each_time() {
        static TURN: AtomicU32 = AtomicU32::new(0);
        let source = SecretSource::variable_of(&PASSWORD, "TOKEN", |name| {
            assert_eq!(name, "TOKEN");
            match TURN.fetch_add(1, Ordering::Relaxed) {
                2 => None,
                turn => Some(OsString::from(format!("token-{turn}"))),
            }
        });
        let stored = StoredCredentials::of(source).username("worker");
        let next = || stored.0.current().unwrap();
        assert_eq!(next(), Credentials::user("worker", "token-0"));
        assert_eq!(next(), Credentials::user("worker", "token-1"));
        assert_eq!(next(), Credentials::user("worker", "token-1"), "unset");
        assert_eq!(next(), Credentials::user("worker", "token-3"));
    }

    #[test]
    fn a_file_follows_the_rules_of_loading_and_its_last_good_value_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        let stored = file(&path).username("worker");
        let missing = stored.0.current().unwrap_err().to_string();
        assert!(missing.contains("cannot be read"), "{missing}");
        assert!(missing.contains(path.to_str().unwrap()), "{missing}");
        for (content, expected) in [
            ("one\n", "one"),
            ("\u{feff}\"two\"\r\n", "two"),
            ("", "two"),
            ("three\nand more", "two"),
            ("${PASSWORD}", "two"),
            ("four", "four"),
        ] {
            fs::write(&path, content).unwrap();
            let read = stored.0.current().unwrap();
            assert_eq!(read, Credentials::user("worker", expected), "{content:?}");
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(stored.0.current().unwrap().password.expose(), "four");
        assert!(!format!("{stored:?}").contains("four"));
    }

    /// While a file system hangs, no second read starts, and callers time out.
    #[tokio::test]
    async fn reads_one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "word").unwrap();
        let stored = file(&path);
        let turn = stored.0.reading.lock().await;
        for _ in 0..3 {
            let patience = Duration::from_millis(5);
            let asked = tokio::time::timeout(patience, stored.credentials()).await;
            asked.unwrap_err();
        }
        drop(turn);
        assert_eq!(
            stored.credentials().await.unwrap().password.expose(),
            "word"
        );
    }

    #[test]
    fn a_user_name_set_by_code_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let origin = SecretOrigin {
            password: SecretSource::file(&PASSWORD, place("password", "next")),
            username: Some((
                "loaded".to_owned(),
                SecretSource::file(&USERNAME, place("username", "rotated")),
            )),
        };
        let of = |loaded| StoredCredentials::loaded(&origin, loaded).0.current();
        let loaded = of(Credentials::user("loaded", "first")).unwrap();
        assert_eq!(loaded, Credentials::user("rotated", "next"));
        let changed = of(Credentials::user("by-code", "first")).unwrap();
        assert_eq!(changed, Credentials::user("by-code", "next"));
        let unset = of(Credentials::password("first")).unwrap();
        assert_eq!(unset, Credentials::password("next"));
    }
}
