//! TLS of private servers.
//!
//! * `tls`: [`ServerTls`](tls::ServerTls), the certificates and options of one server: plain data without imports
//! * `certificates`: an authority that issues them, good and bad (feature `dev-tls`)
//!
//! Start with `tls`. `dev::config` writes the options into the configuration file, and `dev::launch` the certificates into
//! the directory of the server.

#[cfg(feature = "dev-tls")]
pub(crate) mod certificates;
pub(crate) mod tls;
