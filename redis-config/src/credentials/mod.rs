//! Credentials that rotate: who asks for them, and where they come from.
//!
//! | a password that | stands in the definition as |
//! |---|---|
//! | lies in a file, or in a variable | a field, `password: Option<Secret>`: loaded from `JOBS_REDIS_PASSWORD_FILE` it is read again by itself |
//! | lies in a file that the code knows | `#[redis(credentials = path)]` and [`file()`] |
//! | some service hands out | `#[redis(credentials = path)]` and [`from_fn`], or a [`CredentialsProvider`] of your own |
//! | is the one of the sentinels | a field, `sentinel_password: Option<Secret>`: read again like the other one, whoever hands that one out |
//! | is pushed to the process | `#[redis(credentials = path)]` and [`watched`] |
//!
//! # When they are asked for
//!
//! Before each new connection. A source that can say by itself that something changed
//! ([`watch`](CredentialsProvider::watch)), or that is worth asking now and then
//! ([`refresh`](CredentialsProvider::refresh), files do it every 5 s), moves the open connections too: a new socket proves
//! the new credentials, then the others are replaced one by one, each finishing what was written on it. No command fails.
//! What no other socket can take over, a [`Dedicated`](crate::Dedicated) with a selected database or a
//! [`Subscriber`](crate::Subscriber), is signed in again where it is, between two commands; a transaction first comes to
//! its end.
//!
//! `AUTH` is not sent among the commands of others: from 7.2 to 8.0 a server can drop the error that it answers to it,
//! and everybody would get the answer of somebody else from there on (redis/redis#15640).
//!
//! A server that refuses what it is given is not the end: the source is asked once more, at once, and the credentials
//! that the server accepted last are tried. So it does not matter whether the server or the source learns of a new
//! password first, as long as one of the two passwords is valid at any time.
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
pub(crate) mod function;
pub(crate) mod provider;
pub(crate) mod stored;
pub(crate) mod watched;

pub use function::{FnCredentials, from_fn};
pub use provider::{Credentials, CredentialsError, CredentialsFuture, CredentialsProvider};
pub use stored::{StoredCredentials, file, variable};
pub use watched::{WatchedCredentials, watched};
