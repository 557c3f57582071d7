//! Encryption of a dialled socket, and telling encrypted ports from plain ones.
//!
//! The second is there without the cargo feature `tls` too: a plain link to an encrypted port must be told as such.

#[path = "diagnose.rs"]
mod explain;
mod probe;
#[path = "cache.rs"]
mod store;

#[cfg(feature = "tls")]
#[path = "client_config.rs"]
mod config;
#[cfg(feature = "tls")]
#[path = "messages.rs"]
mod failure;
#[cfg(feature = "tls")]
#[path = "error.rs"]
mod fault;
#[cfg(feature = "tls")]
#[path = "client_cert.rs"]
mod identity;
#[cfg(feature = "danger-insecure-tls")]
mod insecure;
#[cfg(feature = "tls")]
#[path = "classify.rs"]
mod judge;
#[cfg(feature = "tls")]
#[path = "pem.rs"]
mod material;
#[cfg(feature = "tls")]
mod moment;
#[cfg(feature = "tls")]
#[path = "stream.rs"]
mod seal;

pub(super) use explain::{Origin, explain, unwanted};
pub(crate) use store::Store;

#[cfg(feature = "tls")]
pub(super) use fault::Fault;
#[cfg(feature = "tls")]
pub(super) use judge::inner;
#[cfg(feature = "tls")]
pub(super) use seal::{Sealed, seal};
