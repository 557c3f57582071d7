//! One open socket and the task that drives it.
//!
//! Callers and the task share a [`request_queue::RequestQueue`]. A caller packs its command into the queue under a short lock,
//! leaves a [`waiter::Waiter`], wakes the task if it sleeps, and waits. The task, the [`driver::Driver`], writes what was
//! packed, parses replies and gives each to the oldest waiter. It knows for every request how many of its bytes were written.
//!
//! [`driver_handle::DriverHandle`] starts the task and aborts it when it is dropped; after the handshake it is part of a
//! [`socket::Socket`]. [`sender::CommandSender`] is what a caller holds to send
//! on it. [`awaited`] collects the replies to one request, [`reply_clock`] decides when a reply is overdue. [`fence`] is
//! its own `PING`. Start with `Socket`, then `Driver`.
//!
//! May import `connect::stream`, `connect::resp`, `connect::tls` and, for `Socket` only, `connect::handshake`.

pub(crate) mod aborted_transaction;
pub(crate) mod awaited;
pub(crate) mod driver;
pub(crate) mod driver_handle;
pub(crate) mod fence;
pub(crate) mod reply_clock;
pub(crate) mod request_queue;
pub(crate) mod sender;
pub(crate) mod socket;
#[cfg(test)]
mod tests;
pub(crate) mod waiter;
