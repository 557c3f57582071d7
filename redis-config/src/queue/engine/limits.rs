//! Bounds of one script call, and the version of the format.

/// Version of everything in this folder. A queue written by a newer version is refused.
pub(crate) const SCHEMA: u32 = 1;

/// Most jobs of one claim; a claim's bitmap and its length byte have room for more.
pub(crate) const CLAIM_LIMIT: usize = 64;

/// Most jobs of one push script; Lua's `unpack` ends at about 8,000.
pub(crate) const PUSH_LIMIT: usize = 1_000;

/// Bytes after which a push batch or a claim takes no further job.
pub(crate) const BATCH_BYTES: usize = 4 * 1024 * 1024;
