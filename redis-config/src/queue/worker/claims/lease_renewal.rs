//! When the leases of a worker's claims at one server are renewed: three times in each lease.

use std::time::{Duration, Instant};

/// The most leases that one command renews.
const LEASES_PER_COMMAND: usize = 1_000;

/// The schedule of the renewals at one server. `scripts/renew.lua` does the work in Redis.
pub(crate) struct LeaseRenewal {
    interval: Duration,
    due_at: Instant,
    /// Commands without a reply yet. The next round waits for them.
    in_flight: usize,
}

impl LeaseRenewal {
    pub(crate) fn new(lease: Duration, now: Instant) -> Self {
        let interval = lease / 3;
        Self {
            interval,
            due_at: now + interval,
            in_flight: 0,
        }
    }

    pub(crate) fn due_at(&self) -> Instant {
        self.due_at
    }

    /// Begins a round if one is due: the claims, grouped by command.
    pub(crate) fn begin(&mut self, claims: &[u64], now: Instant) -> Vec<Vec<u64>> {
        if self.due_at > now || self.in_flight > 0 {
            return Vec::new();
        }
        self.due_at = now + self.interval;
        let commands = claims.chunks(LEASES_PER_COMMAND);
        let commands: Vec<Vec<u64>> = commands.map(<[u64]>::to_vec).collect();
        self.in_flight = commands.len();
        commands
    }

    pub(crate) fn replied(&mut self) {
        self.in_flight -= 1;
    }

    /// A command failed: the next round is due at once.
    pub(crate) fn failed(&mut self, now: Instant) {
        self.in_flight -= 1;
        self.due_at = now;
    }
}
