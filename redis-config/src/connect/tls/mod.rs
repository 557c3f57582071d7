//! Encryption of a dialled socket, and telling encrypted ports from plain ones.
//!
//! The second is there without the cargo feature `tls` too: a plain link to an encrypted port must be told as such.

mod explain;
mod probe;
mod store;

#[cfg(feature = "tls")]
mod config;
#[cfg(feature = "tls")]
mod failure;
#[cfg(feature = "tls")]
mod fault;
#[cfg(feature = "tls")]
mod identity;
#[cfg(feature = "danger-insecure-tls")]
mod insecure;
#[cfg(feature = "tls")]
mod judge;
#[cfg(feature = "tls")]
mod material;
#[cfg(feature = "tls")]
mod moment;
#[cfg(feature = "tls")]
mod seal;

pub(super) use explain::{Origin, explain, unwanted};
pub(crate) use store::Store;

#[cfg(feature = "tls")]
pub(super) use fault::Fault;
#[cfg(feature = "tls")]
pub(super) use judge::inner;
#[cfg(feature = "tls")]
pub(super) use seal::{Sealed, seal};
