//! The limits of one script call, and the version of the stored format.

/// The version of keys, envelopes and scripts. A queue written by a newer version is refused.
pub(crate) const SCHEMA: u32 = 1;

/// The most jobs of one claim. The bitmap in [`Finish`](super::scripts_api::Finish) has 64 bits.
pub(crate) const CLAIM_LIMIT: usize = 64;

/// The most jobs of one push. Lua's `unpack` fails at about 8,000.
pub(crate) const PUSH_LIMIT: usize = 1_000;

/// The size above which a push or a claim takes no further job.
pub(crate) const BATCH_BYTES: usize = 4 * 1024 * 1024;
