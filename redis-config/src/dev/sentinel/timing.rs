//! How often sentinels look around.

use crate::dev::server::Server;

/// What makes sentinels notice changes sooner than in ten seconds, where the program knows it (Redis 7.0 up): how often they
/// look, tell each other, and how soon they trust their clock again after a freeze. Milliseconds.
const PACE: [&str; 14] = [
    "SENTINEL",
    "DEBUG",
    "INFO-PERIOD",
    "200",
    // Five of these is how old the word of a replica may be that is promoted, and of a set without its primary the word comes
    // once a second, whatever is set here (Redis 7.0, `sentinelSelectSlave` and `sentinelSendPeriodicCommands`).
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

/// Sets it; lost when the sentinel ends.
pub(crate) fn set(sentinel: &Server) {
    // Older programs do not know the command: they are slower.
    let _known = sentinel.call(&PACE);
}
