//! One open socket and the tasks around it.
//!
//! Two tasks belong to each socket. The *driver* of the `redis` crate writes commands and assigns replies in order; it
//! reads and writes through [`io_stats::CountingStream`]. The *watchdog* reads those counters and ends the driver if a reply
//! is overdue or out of step. [`socket::Socket`] owns both and aborts them when it is dropped. [`sender::CommandSender`] is
//! what a caller holds to send on it. Start with `Socket`.
//!
//! `io_stats` counts whether a command was written: an error is only retried if no byte of it was.
//!
//! May import `connect::stream`, `connect::tls` and, for `Socket` only, `connect::handshake`.

pub(crate) mod io_stats;
pub(crate) mod sender;
pub(crate) mod socket;
pub(crate) mod watchdog;
