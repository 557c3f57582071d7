//! Credentials that rotate: providers, and how connections follow them.
//!
//! | source of the password | in the definition |
//! |---|---|
//! | a file or a variable | a field, `password: Option<Secret>`: loaded from `JOBS_REDIS_PASSWORD_FILE`, it is reread automatically |
//! | a file with a path set in code | `#[redis(credentials = path)]` and [`file()`] |
//! | a service | `#[redis(credentials = path)]` and [`from_fn`], or your own [`CredentialsProvider`] |
//! | for the sentinels: a file or a variable | a field, `sentinel_password: Option<Secret>`: reread automatically, independently of the other password |
//! | a channel | `#[redis(credentials = path)]` and [`watched`] |
//!
//! # When a provider is called
//!
//! Before each new connection. Open connections follow too, if the provider announces changes
//! ([`watch`](CredentialsProvider::watch)) or is polled ([`refresh`](CredentialsProvider::refresh); files are polled every
//! 5 s). A new socket tests the new credentials; then the other shared sockets are replaced one by one, after they finish
//! their commands. No command fails. A socket with state that another socket cannot take over, such as a
//! [`Dedicated`](crate::Dedicated) with a selected database or a [`Subscriber`](crate::Subscriber), sends `AUTH` between two
//! commands, and never within a transaction.
//!
//! `AUTH` is never sent among the commands of a shared socket. Servers from 7.2 to 8.0 can omit the error reply to `AUTH`,
//! which would assign all later replies to the wrong callers (redis/redis#15640).
//!
//! If the server refuses the credentials, the provider is called once more, and then the credentials that the server
//! accepted last are tried. A password can therefore be changed first on the server or first at its source, as long as one
//! of the two passwords is valid at any time.
//!
//! ```
//! use redis_config::RedisConfig;
//! use redis_config::credentials::{self, CredentialsProvider};
//!
//! #[derive(Clone, RedisConfig)]
//! #[redis(name = "jobs", url = "redis://127.0.0.1:6379/1", credentials = vault)]
//! struct JobsRedis;
//!
//! fn vault(_: &JobsRedis) -> impl CredentialsProvider + use<> {
//!     credentials::file("/vault/secrets/jobs-redis").username("jobs")
//! }
//!
//! let settings = JobsRedis.settings()?;
//! assert_eq!(settings.credentials().unwrap().name(), "the file `/vault/secrets/jobs-redis`");
//! # Ok::<(), redis_config::Invalid>(())
//! ```

pub(crate) mod credential_state;
pub(crate) mod file_or_variable;
pub(crate) mod function;
pub(crate) mod provider;
pub(crate) mod watched;

pub use file_or_variable::{StoredCredentials, file, variable};
pub use function::{FnCredentials, from_fn};
pub use provider::{Credentials, CredentialsError, CredentialsFuture, CredentialsProvider};
pub use watched::{WatchedCredentials, watched};
