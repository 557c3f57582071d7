//! What a command does on one server.
//!
//! `blocking` and `dedicated` test commands that need a socket of their own, `policy` the commands that a shared connection
//! refuses, `reply_order` that each caller gets its own reply.

mod blocking;
mod dedicated;
mod policy;
mod reply_order;
