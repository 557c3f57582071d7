//! Faults of one server.
//!
//! `server_errors` tests each error reply, `unblocked` and `scripts` two that need more, `freeze` a stopped process,
//! `eviction` and `flush` lost data.

mod eviction;
mod flush;
mod freeze;
mod scripts;
mod server_errors;
mod unblocked;
