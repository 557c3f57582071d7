//! What a queue is inside Redis: keys, item format, scripts and their replies.

#[path = "scripts_api.rs"]
mod calls;
#[path = "envelope.rs"]
mod item;
mod keys;
#[path = "acl_commands.rs"]
mod permit;
mod reply;
mod script;
#[cfg(all(test, feature = "dev-server"))]
mod tests;

pub(crate) use calls::{Engine, Finish, Operation, PushBatch};
pub(crate) use item::{Header, Item};
pub(crate) use keys::Keys;
pub(crate) use permit::Role;
pub(crate) use reply::{Claimed, Pushed, Swept};

/// Version of everything in this folder. A queue written by a newer version is refused.
pub(crate) const SCHEMA: u32 = 1;

/// Most jobs of one claim; a claim's bitmap and its length byte have room for more.
pub(crate) const CLAIM_LIMIT: usize = 64;

/// Most jobs of one push script; Lua's `unpack` ends at about 8,000.
pub(crate) const PUSH_LIMIT: usize = 1_000;

/// Bytes after which a push batch or a claim takes no further job.
pub(crate) const BATCH_BYTES: usize = 4 * 1024 * 1024;
