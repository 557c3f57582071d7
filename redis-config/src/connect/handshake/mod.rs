//! connect::handshake

pub(crate) mod auth;
pub(crate) mod handshake;
pub(crate) mod raw_command;
pub(crate) mod server_info;
