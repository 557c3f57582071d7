//! Settings → a live socket: dial, greet the server, say what kind of failure it was, keep watch.

mod attempt;
mod backoff;
pub(crate) mod cluster;
mod dial;
mod failure;
mod greeting;
mod handshake;
mod link;
mod place;
mod plain;
mod progress;
mod refusal;
pub(crate) mod sentinel;
mod sign_in;
mod stream;
mod target;
mod tls;
mod watchdog;
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
