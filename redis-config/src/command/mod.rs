//! command

pub(crate) mod block_time;
pub(crate) mod class;
pub(crate) mod hash_slot;
pub(crate) mod key_slot;
pub(crate) mod policy;
pub(crate) mod route;
pub(crate) mod server_condition;
pub(crate) mod spec;
pub(crate) mod split;
pub(crate) mod table;
#[cfg(test)]
#[cfg(test)]
mod tests;
