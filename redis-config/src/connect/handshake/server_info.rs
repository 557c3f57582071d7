//! What a server reports about itself.

use redis::Value;

use crate::connect::reply::{pairs, text};

/// The reply to `HELLO`. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerInfo {
    pub(crate) server: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) role: Option<String>,
    /// The server's id of this connection.
    pub(crate) id: Option<i64>,
}

impl ServerInfo {
    /// Reads the reply to `HELLO`.
    pub(crate) fn read(reply: &Value) -> Self {
        let mut info = Self::default();
        for (key, value) in pairs(reply) {
            match (key.as_str(), value) {
                ("server", value) => info.server = text(value),
                ("version", value) => info.version = text(value),
                ("mode", value) => info.mode = text(value),
                ("role", value) => info.role = text(value),
                ("id", Value::Int(id)) => info.id = Some(*id),
                _ => {}
            }
        }
        info
    }

    /// Reads the role in the reply to `ROLE`.
    pub(crate) fn read_role(reply: &Value) -> Option<String> {
        text(reply.as_sequence()?.first()?)
    }
}
