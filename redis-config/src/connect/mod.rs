//! From settings to an open, authenticated and checked socket.
//!
//! * [`open`](mod@open) makes one attempt: [`dial`] (DNS, TCP, TLS), then [`handshake`] (`AUTH`, `HELLO`, `SELECT`, role
//!   check), on a [`socket`] with its driver task. Start reading there.
//! * [`target`] is an instance's settings and the names of their variables, [`server`] the address of one of its servers.
//! * [`failure`] is why an attempt failed; together with [`server_error`] and [`tls`] it words the `ConnectError`.
//! * [`backoff`] is the pause between attempts. Retrying is the job of `handle`: nothing here does.
//! * [`sentinel`] resolves the primary and the replicas, [`cluster`] the slot map. Both only need sockets.
//! * [`resp`] parses the protocol, [`reply`] reads what servers send in several forms: maps, flat lists, the lines of `INFO`.
//!
//! The main type is [`socket::socket::Socket`].
//!
//! May import `command`, `credentials`, `settings`, `error` and what is left of them in the module order; never `handle`.

pub(crate) mod backoff;
pub(crate) mod cluster;
pub(crate) mod dial;
pub(crate) mod failure;
pub(crate) mod handshake;
pub(crate) mod open;
pub(crate) mod reply;
pub(crate) mod resp;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod server_error;
pub(crate) mod socket;
pub(crate) mod stream;
pub(crate) mod target;
pub(crate) mod tls;
