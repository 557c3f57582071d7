//! What a queue is inside Redis: keys, item format, scripts and their replies.

pub(crate) mod acl_commands;
pub(crate) mod envelope;
pub(crate) mod keys;
pub(crate) mod limits;
pub(crate) mod preflight;
pub(crate) mod reply;
pub(crate) mod script;
pub(crate) mod scripts_api;
#[cfg(all(test, feature = "dev-server"))]
mod tests;
