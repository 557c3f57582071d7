//! Settings → a live socket: dial, greet the server, say what kind of failure it was, keep watch.

#[path = "open.rs"]
mod attempt;
mod backoff;
pub(crate) mod cluster;
mod dial;
mod failure;
#[path = "handshake/server_info.rs"]
mod greeting;
#[path = "handshake/handshake.rs"]
mod handshake;
#[path = "socket/socket.rs"]
mod link;
#[path = "server.rs"]
mod place;
#[path = "handshake/raw_command.rs"]
mod plain;
#[path = "socket/io_stats.rs"]
mod progress;
#[path = "server_error.rs"]
mod refusal;
pub(crate) mod sentinel;
#[path = "handshake/auth.rs"]
mod sign_in;
mod stream;
mod target;
mod tls;
#[path = "socket/watchdog.rs"]
mod watchdog;
#[path = "socket/sender.rs"]
mod wire;

pub(crate) use attempt::{Ears, open, open_hearing};
pub(crate) use backoff::{Backoff, fraction};
pub(crate) use failure::spoken;
pub(crate) use greeting::Greeting;
pub(crate) use link::{Link, Loss};
#[allow(unused_imports)]
pub(crate) use place::{Party, Place, Wanted};
pub(crate) use progress::Unfenced;
pub(crate) use sign_in::sign_in_again;
pub(crate) use target::{Purpose, Target};
pub(crate) use wire::Wire;
