//! Random numbers for names and jitter. Not for secrets.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

static CALLS: AtomicU64 = AtomicU64::new(0);

/// 64 random bits. The standard library seeds its hashers from the operating system, once per thread; the rest makes each
/// call differ.
pub(crate) fn bits() -> u64 {
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    RandomState::new().hash_one((call, std::process::id(), SystemTime::now()))
}

/// A number from 0 to below 1.
pub(crate) fn fraction() -> f64 {
    // 53 bits fill a mantissa.
    (bits() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A duration from `low` to `high`.
pub(crate) fn between(low: Duration, high: Duration) -> Duration {
    low + high.saturating_sub(low).mul_f64(fraction())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_differ_and_stay_in_bounds() {
        let many: std::collections::HashSet<u64> = (0..1_000).map(|_| bits()).collect();
        assert_eq!(many.len(), 1_000);
        let (low, high) = (Duration::from_millis(10), Duration::from_millis(20));
        let drawn: Vec<Duration> = (0..1_000).map(|_| between(low, high)).collect();
        assert!(drawn.iter().all(|d| (low..=high).contains(d)));
        assert!(drawn.iter().any(|d| *d < Duration::from_millis(12)));
        assert!(drawn.iter().any(|d| *d > Duration::from_millis(18)));
    }
}
