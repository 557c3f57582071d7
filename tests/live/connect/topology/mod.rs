//! How an instance finds its servers.
//!
//! `detection` tests `topology = auto`, `allowed_hosts` the hosts to which servers may redirect a client, `endpoints` the
//! forms of an address.

mod allowed_hosts;
mod detection;
mod endpoints;
pub(crate) mod fixture;
