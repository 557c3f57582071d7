//! A TCP proxy in front of a server that makes network faults, on request or at random.
//!
//! `server` has [`Proxy`], which accepts connections; `connection` forwards the data of one of them. `faults` knows which
//! faults are armed. `resp` finds the end of a RESP message, so that exactly the n-th reply to a command can be lost.

mod connection;
mod faults;
mod resp;
mod server;

pub use faults::{Armed, Direction, Lost};
pub use resp::Command;
pub use server::Proxy;
