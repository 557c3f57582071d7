//! Why a connection could not be made.

use crate::check::Invalid;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectErrorKind {
    /// The definition is invalid: nothing was tried. The source is [`Invalid`].
    Invalid,
    /// The host name does not resolve.
    Resolve,
    /// Nothing listens there.
    Refused,
    /// No answer within `connect_timeout`.
    Timeout,
    /// TLS.
    Tls,
    /// User name or password are wrong or missing.
    Auth,
    /// The user may not do what a connection needs.
    Permission,
    /// No such database.
    Database,
    /// The server's topology is not the declared one.
    Topology,
    /// What answers is not Redis, or not in this protocol version.
    Protocol,
    /// The server refused for a reason of its own.
    Server,
    /// The server is loading its data.
    Loading,
}

/// A connection that could not be made.
#[derive(Clone, Debug)]
pub struct ConnectError {
    pub(crate) kind: ConnectErrorKind,
    pub(crate) instance: String,
    pub(crate) address: String,
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) invalid: Option<Invalid>,
}
