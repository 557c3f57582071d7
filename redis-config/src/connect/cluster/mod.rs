//! What a client of Redis Cluster has to know: which slot a key is in, where the keys of a command stand, which node has
//! a slot, and what a node means when it sends us elsewhere.
//!
//! The `redis` crate has a cluster client. It is not used: it sends commands again that were written and not
//! answered, all its nodes share one task, and it has no place for a socket of one's own. Its table of
//! commands is private, so this one is ours; a test compares it with the server's own, command by command.

#[path = "../../command/route.rs"]
mod command;
#[path = "../../command/table.rs"]
mod entries;
#[path = "discovery.rs"]
mod fetch;
#[path = "slot_map.rs"]
mod map;
mod redirect;
#[path = "../../command/hash_slot.rs"]
mod slot;
#[path = "../../command/split.rs"]
mod split;
#[path = "../../command/spec.rs"]
mod table;

pub(crate) use command::{Destination, Route, Unroutable, called, reads, route};
pub(crate) use fetch::{View, best, fetch};
pub(crate) use map::{Map, mapped};
pub(crate) use redirect::Redirect;
pub(crate) use slot::{SLOTS, slot};
pub(crate) use split::{Part, join, split};
pub(crate) use table::Join;
