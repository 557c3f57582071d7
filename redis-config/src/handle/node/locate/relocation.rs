//! The reasons to look for the server of a node again.

/// Why a node should look where its server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relocation {
    /// The sentinels announce another primary.
    Elsewhere,
    /// The server in use no longer takes writes.
    Demoted,
    /// The server in use takes no writes, and its address may resolve to another server by now.
    Doubted,
    /// The replica in use is no longer in sync.
    Stale,
}
