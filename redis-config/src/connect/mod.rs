//! Settings → a live socket: dial, greet the server, say what kind of failure it was, keep watch.

pub(crate) mod backoff;
pub(crate) mod cluster;
pub(crate) mod dial;
pub(crate) mod failure;
pub(crate) mod handshake;
pub(crate) mod open;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod server_error;
pub(crate) mod socket;
pub(crate) mod stream;
pub(crate) mod target;
pub(crate) mod tls;
