//! A cluster behind one handle: a node for each of its servers, a map of the slots, and the way of a command.
//!
//! Every node is the same as that of a single server, with its own sockets and its own supervisor. What was written is never
//! sent again here, either: only what a node has refused to carry out is, and what was not written.

mod atomic;
mod batch;
mod berth;
mod board;
mod crew;
mod letter;
mod life;
mod member;
mod navigator;
mod roster;
mod seeds;
mod send;
mod table;
mod waiting;

pub(super) use berth::Berths;
pub(super) use board::Board;
pub(super) use crew::{Crew, Trouble};
pub(super) use member::open_member;
pub(super) use roster::Cluster;
pub(super) use seeds::Seeds;
pub(super) use send::{Hint, many, one};
pub(super) use waiting::{Anchor, Trail, Turn, WAITED, blocking};
