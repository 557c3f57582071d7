//! Which server a socket goes to, and what that server must be.

use crate::settings::Endpoint;

/// Whose credentials, encryption and database a socket uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ServerKind {
    /// A server that holds the data.
    Data,
    /// A sentinel, which only knows where they are.
    Sentinel,
}

/// The role that a server must prove before its socket is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ExpectedRole {
    /// Whatever it is.
    Anything,
    /// It takes writes.
    Primary,
    /// It follows a primary.
    #[allow(dead_code)]
    Replica,
}

/// One server, as a socket sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ServerAddr {
    pub(crate) endpoint: Endpoint,
    pub(crate) party: ServerKind,
    pub(crate) wanted: ExpectedRole,
}

impl ServerAddr {
    /// A server that holds the data, whatever its role.
    pub(crate) fn data(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            party: ServerKind::Data,
            wanted: ExpectedRole::Anything,
        }
    }
}
