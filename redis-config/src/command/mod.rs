//! What this library knows about Redis commands, without any connection.
//!
//! * [`route`](mod@route) finds where a cluster runs a command: `CommandSpec` ([`spec`]) of the command ([`table`]) → its keys
//!   → their [`hash_slot`] → a destination. [`split_by_slot`](mod@split) takes a command apart by slot, and joins the replies.
//! * [`policy`] decides whether a shared or a dedicated socket accepts a command. [`class`] is the small table behind it,
//!   and [`block_time`] reads and rewrites how long a blocking command may block.
//! * [`key_slot`] is the slot of a request that is not split; [`server_condition`] recognises error replies about the server.
//!
//! Start with `route::route` and `policy::shared`. Both run for every command, so their tables are searched by the first
//! letter, and nothing is allocated for a command with one key.
//!
//! Imports nothing else of the crate.

pub(crate) mod block_time;
pub(crate) mod class;
pub(crate) mod hash_slot;
pub(crate) mod key_slot;
pub(crate) mod policy;
pub(crate) mod route;
pub(crate) mod server_condition;
pub(crate) mod spec;
pub(crate) mod split_by_slot;
pub(crate) mod table;
#[cfg(test)]
mod tests;
