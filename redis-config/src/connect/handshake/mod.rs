//! The first commands on a new socket.
//!
//! [`auth`] signs in. [`handshake`](mod@handshake) then sends everything else in one round trip and reads the reply to
//! `HELLO` into a [`server_info::ServerInfo`]. Start with `handshake::shake_hands`; the caller of both is `connect::open`.
//!
//! May import `connect::{target, server, failure, reply, stream}`, `connect::socket` and `credentials`. The `Socket`
//! itself is built from what the handshake returns.

pub(crate) mod ask;
pub(crate) mod auth;
pub(crate) mod handshake;
pub(crate) mod server_info;
