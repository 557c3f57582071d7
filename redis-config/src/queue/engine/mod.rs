//! The queue inside Redis: keys, envelopes, Lua scripts and their replies.
//!
//! * `keys`, `limits`: the Redis keys of a queue, the limits of one call, the schema version
//! * `envelope`: a job as it is stored
//! * `script`, `scripts/*.lua`: the scripts, each with its keys; every change of a queue is one script
//! * `scripts_api`, `reply`: the scripts as typed functions, and their decoded replies
//! * `acl_commands`, `preflight`: what the ACL user must be allowed, and the checks before a queue is used
//!
//! The main type is [`Engine`](scripts_api::Engine). Start with `scripts/claim.lua` and `scripts/finish.lua`: the first
//! lines of each script name its keys, arguments and reply.
//!
//! Nothing here knows of workers or producers. The imports are `queue::{job_id, error, stats}`, and `handle` for the
//! settings.

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
