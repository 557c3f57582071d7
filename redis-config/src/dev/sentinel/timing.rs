//! How often sentinels poll.

use crate::dev::server::Server;

/// Settings by which sentinels notice changes sooner than after ten seconds (Redis 7.0 or later): how often they poll and
/// publish, and how soon they leave TILT mode after a freeze. In milliseconds.
const TIMING: [&str; 14] = [
    "SENTINEL",
    "DEBUG",
    "INFO-PERIOD",
    "200",
    // A replica is promoted only if its last reply is at most five of these old. Without a primary, replies come once a
    // second, whatever is set here (Redis 7.0, `sentinelSelectSlave` and `sentinelSendPeriodicCommands`).
    "PING-PERIOD",
    "300",
    "ASK-PERIOD",
    "100",
    "PUBLISH-PERIOD",
    "200",
    "TILT-TRIGGER",
    "5000",
    "TILT-PERIOD",
    "1000",
];

/// Applies them. They are lost when the sentinel ends.
pub(crate) fn set(sentinel: &Server) {
    // Older programs do not know the command, and stay slower.
    let _known = sentinel.call(&TIMING);
}
