//! The typed handle of one instance: connections that share a socket, sockets of one's own, and what keeps them alive.

mod blocking;
mod cluster;
mod complaint;
mod connection;
mod decision;
mod dedicated;
mod doubt;
mod following;
mod generation;
mod guard;
#[expect(
    clippy::module_inception,
    reason = "one file, one noun: this one is the handle"
)]
mod handle;
mod health;
mod instance;
mod kind;
mod lease;
mod line;
mod locator;
mod loss;
mod node;
mod outlet;
mod pool;
mod reader;
mod reauth;
mod relief;
mod request;
mod seat;
mod slot;
mod state;
mod subscriber;
mod supervisor;
mod switch;
mod tracker;
mod waiting;

pub use connection::Connection;
pub use dedicated::Dedicated;
pub use following::{Followed, Following};
pub use handle::Handle;
pub use health::{Health, ServerRole};
pub use loss::outcome_is_unknown;
pub use state::State;
pub use subscriber::{Message, Subscriber, SubscriberEvent};
pub(crate) use switch::{Prepared, Turn};
pub use switch::{SwitchError, SwitchStep, Switched};
