//! Reading the Redis protocol.
//!
//! [`parser::ReplyParser`] turns the bytes of a socket into the values of the `redis` crate. That crate has the same parser
//! for its own sockets only; its public one needs a whole reply at once and is several times slower. `frame` holds the
//! containers that are not complete yet, `push` reads what a server sends without being asked.
//!
//! May import nothing of this crate.

pub(crate) mod frame;
pub(crate) mod parser;
pub(crate) mod push;
#[cfg(test)]
mod tests;
