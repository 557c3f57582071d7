//! Worker processes that are killed or frozen.
//!
//! `crash` runs 20,000 jobs while workers and server are killed, and `crash_check` checks the result. `expired_leases` tests
//! workers that come back after their lease.

mod crash;
mod crash_check;
mod expired_leases;
