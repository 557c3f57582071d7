//! Connections that fail, and how the handle recovers.
//!
//! `connect_errors` tests the first connection, `named_sources` which setting and source its help names, `outage` a server that
//! goes away and comes back, `timeouts` sockets that stay open without replies, `connection_age` sockets that are replaced because of their age. `state_changes` tests what a
//! watcher of the state sees.

mod connect_errors;
mod connection_age;
mod named_sources;
mod outage;
mod state_changes;
mod timeouts;
