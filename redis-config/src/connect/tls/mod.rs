//! Encryption of a dialled socket, and telling encrypted ports from plain ones.
//!
//! The second is there without the cargo feature `tls` too: a plain link to an encrypted port must be told as such.

pub(crate) mod cache;
#[cfg(feature = "tls")]
pub(crate) mod classify;
#[cfg(feature = "tls")]
pub(crate) mod client_cert;
#[cfg(feature = "tls")]
pub(crate) mod client_config;
pub(crate) mod diagnose;
#[cfg(feature = "tls")]
pub(crate) mod error;
#[cfg(feature = "danger-insecure-tls")]
pub(crate) mod insecure;
#[cfg(feature = "tls")]
pub(crate) mod messages;
#[cfg(feature = "tls")]
pub(crate) mod moment;
#[cfg(feature = "tls")]
pub(crate) mod pem;
pub(crate) mod probe;
#[cfg(feature = "tls")]
pub(crate) mod stream;
