//! Redis Cluster: the slot map, how it is discovered, and what the redirects of a node mean.
//!
//! [`slot_map::SlotMap`] is the main type. [`discovery`] asks nodes for theirs and chooses the best; [`redirect`] reads the
//! replies that correct it. Start with `SlotMap::read`. Routing and retries are in `handle::cluster`; which slots a command
//! needs is in `command::route`.
//!
//! The cluster client of the `redis` crate is not used. It sends commands again that were written and not answered, all its
//! nodes share one task, and it has no dedicated sockets. Its table of commands is private, so `command::table` is ours; a
//! test compares that with the server's, command by command.
//!
//! May import `command`, `settings` and `connect::{reply, server, socket}`.

pub(crate) mod discovery;
pub(crate) mod redirect;
pub(crate) mod slot_map;
