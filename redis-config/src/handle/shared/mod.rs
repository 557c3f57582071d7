//! Connections that share a socket.
//!
//! * [`connection`]: `Connection`, the public type
//! * [`conn`]: `SharedConn`, the same without the type of the definition, so that its code is compiled once
//! * [`socket_assignment`]: the generation, node and socket that a connection uses now
//! * [`health_check`]: `PING` and `INFO` over a connection
//!
//! A command takes the short path, `SharedConn::direct` or `routed`, while the socket that the connection is bound to is
//! live: one atomic load, no allocation. Everything else (reconnects, switches, failovers, redirects) is on the long path.
//!
//! May import every other module of `handle` except `subscriber`, `handle` and `follow_sources`. Start reading at
//! [`conn::SharedConn::submit`].

pub(crate) mod conn;
pub(crate) mod connection;
pub(crate) mod health_check;
pub(crate) mod socket_assignment;
