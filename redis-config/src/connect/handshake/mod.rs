//! The first commands on a new socket.
//!
//! [`auth`] signs in; it alone can also run before the `redis` crate drives the socket, which is why [`raw_command`]
//! exists. [`handshake`](mod@handshake) then sends everything else in one round trip and reads the reply to `HELLO` into a
//! [`server_info::ServerInfo`]. Start with `handshake::shake_hands`; the caller of both is `connect::open`.
//!
//! May import `connect::{target, server, failure, reply, stream}`, `connect::socket::{sender, io_stats}` and
//! `credentials`. Never the `Socket` itself: that is built from what the handshake returns.

pub(crate) mod auth;
pub(crate) mod handshake;
pub(crate) mod raw_command;
pub(crate) mod server_info;
