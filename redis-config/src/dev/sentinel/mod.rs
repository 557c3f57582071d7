//! A private Sentinel set.
//!
//! * `builder`: its options
//! * `sentinel`: the public [`Sentinel`](sentinel::Sentinel): servers, failover, a misled sentinel
//! * `start`: starts the members, and waits until they agree
//! * `state`: what sentinels and servers report
//! * `timing`: settings that make sentinels faster
//!
//! Start with `sentinel`. Imports go `start → sentinel → builder, state`, and to `dev::{server, options, wait}`. `timing` is also
//! used by `dev::launch`, for every start of a sentinel.

pub(crate) mod builder;
pub(crate) mod sentinel;
pub(crate) mod start;
pub(crate) mod state;
pub(crate) mod timing;
