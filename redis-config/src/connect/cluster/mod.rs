//! What a client of Redis Cluster has to know: which slot a key is in, where the keys of a command stand, which node has
//! a slot, and what a node means when it sends us elsewhere.
//!
//! The `redis` crate has a cluster client. It is not used: it sends commands again that were written and not
//! answered, all its nodes share one task, and it has no place for a socket of one's own. Its table of
//! commands is private, so this one is ours; a test compares it with the server's own, command by command.

pub(crate) mod discovery;
pub(crate) mod redirect;
pub(crate) mod slot_map;
