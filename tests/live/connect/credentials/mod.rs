//! Credentials that change while a handle is in use.
//!
//! `fixture` has a server whose user rotates its password. `password` changes it on the server only, `rotation` in the
//! files and variables that it comes from, `provider` in code. `open_sockets` tests that open sockets authenticate again;
//! `topologies` repeats the rotation behind Sentinel and in a cluster.

mod fixture;
mod open_sockets;
mod password;
mod provider;
mod rotation;
mod topologies;
