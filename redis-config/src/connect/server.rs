//! Which server a socket connects to, and what is expected of it.

use crate::settings::Endpoint;

/// Decides whose credentials, TLS settings and database a socket uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ServerKind {
    /// A server that stores keys.
    Data,
    /// A sentinel.
    Sentinel,
}

/// The role that a server must report before its socket is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ExpectedRole {
    /// Any role.
    Anything,
    /// It accepts writes.
    Primary,
    /// It replicates a primary.
    Replica,
}

/// One server, as a socket sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ServerAddr {
    pub(crate) endpoint: Endpoint,
    pub(crate) kind: ServerKind,
    pub(crate) role: ExpectedRole,
}

impl ServerAddr {
    /// A server that stores keys, in any role.
    pub(crate) fn data(endpoint: Endpoint) -> Self {
        Self::data_as(ExpectedRole::Anything, endpoint)
    }

    /// A server that stores keys, in this role.
    pub(crate) fn data_as(role: ExpectedRole, endpoint: Endpoint) -> Self {
        let kind = ServerKind::Data;
        Self {
            endpoint,
            kind,
            role,
        }
    }

    pub(crate) fn sentinel(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            kind: ServerKind::Sentinel,
            role: ExpectedRole::Anything,
        }
    }
}

/// The address at which this process reaches an announced server, according to the setting `address_map`.
pub(crate) fn translate(announced: Endpoint, address_map: &[(Endpoint, Endpoint)]) -> Endpoint {
    match address_map.iter().find(|(from, _)| *from == announced) {
        Some((_, to)) => to.clone(),
        None => announced,
    }
}
