//! The id of a job.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::random;

/// Crockford's alphabet, without I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Set in the first byte of the producer name of a queue, and clear in that of [`JobId::new`], so that they never collide.
const QUEUE_PRODUCER: u8 = 0x80;

/// The id of a job: 16 bytes that sort by the time of creation, to the millisecond.
///
/// Displayed as 26 characters of Crockford's base 32, which sort in the same order. Parsing ignores case.
///
/// ```
/// use redis_config::queue::JobId;
///
/// let id = JobId::new();
/// let text = id.to_string();
/// assert_eq!(text.len(), 26);
/// assert_eq!(text.parse::<JobId>()?, id);
/// # Ok::<(), redis_config::queue::InvalidJobId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId([u8; 16]);

impl JobId {
    /// A fresh id, for [`PushOptions::id`](crate::queue::PushOptions::id).
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "two defaults would not be equal"
    )]
    pub fn new() -> Self {
        static PROCESS: LazyLock<[u8; 6]> = LazyLock::new(|| producer_name(0));
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let mut name = *PROCESS;
        // After 2^32 ids the name changes. The millisecond differs by then.
        name[5] = name[5].wrapping_add((count >> 32) as u8);
        Self::compose(now_ms(), &name, count as u32)
    }

    /// The id with these bytes, for ids that an application derives from its data.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn compose(at_ms: u64, producer: &[u8; 6], counter: u32) -> Self {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&at_ms.to_be_bytes()[2..]);
        bytes[6..12].copy_from_slice(producer);
        bytes[12..].copy_from_slice(&counter.to_be_bytes());
        Self(bytes)
    }

    /// The id of the job `n` positions later in the same batch.
    pub(crate) fn plus(self, n: usize) -> Self {
        let [head @ .., a, b, c, d] = self.0;
        let counter = u32::from_be_bytes([a, b, c, d]).wrapping_add(n as u32);
        let mut bytes = [0; 16];
        bytes[..12].copy_from_slice(&head);
        bytes[12..].copy_from_slice(&counter.to_be_bytes());
        Self(bytes)
    }
}

/// A name for a producer of a queue.
pub(crate) fn queue_producer() -> [u8; 6] {
    producer_name(QUEUE_PRODUCER)
}

fn producer_name(mark: u8) -> [u8; 6] {
    let [a, b, c, d, e, f, ..] = random::bits().to_be_bytes();
    [(a & !QUEUE_PRODUCER) | mark, b, c, d, e, f]
}

pub(crate) fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as u64)
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = u128::from_be_bytes(self.0);
        let text: [u8; 26] =
            std::array::from_fn(|index| DIGITS[(value >> (5 * (25 - index))) as usize & 31]);
        f.pad(str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobId({self})")
    }
}

impl FromStr for JobId {
    type Err = InvalidJobId;

    fn from_str(text: &str) -> Result<Self, InvalidJobId> {
        let bytes = text.as_bytes();
        if bytes.len() != 26 {
            return Err(InvalidJobId);
        }
        let mut value = 0_u128;
        for (index, byte) in bytes.iter().enumerate() {
            let byte = byte.to_ascii_uppercase();
            let digit = DIGITS.iter().position(|d| *d == byte).ok_or(InvalidJobId)? as u128;
            // 26 digits have 130 bits, so the first one has only three of the 128.
            if index == 0 && digit > 7 {
                return Err(InvalidJobId);
            }
            value = value << 5 | digit;
        }
        Ok(Self(value.to_be_bytes()))
    }
}

/// Text that is not a job id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a job id: expected 26 characters of Crockford's base 32, as `JobId` prints them")]
pub struct InvalidJobId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_in_both_forms() {
        let ids = [
            JobId::compose(1, &[9; 6], 7),
            JobId::compose(2, &[0; 6], 0),
            JobId::compose(2, &[0; 6], 1),
            JobId::compose(1 << 47, &[0; 6], 0),
        ];
        assert!(ids.is_sorted());
        assert!(ids.map(|id| id.to_string()).is_sorted());
    }

    #[test]
    fn text_is_parsed_back() {
        for bytes in [[0; 16], [255; 16], *JobId::new().as_bytes()] {
            let id = JobId::from_bytes(bytes);
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        }
        assert_eq!(
            JobId::from_bytes([255; 16]).to_string(),
            "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
        );
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "0000000000000000000000000",
            "000000000000000000000000000",
            "80000000000000000000000000",
            "0000000000000000000000000U",
            "0000000000000000000000000é",
        ] {
            assert_eq!(text.parse::<JobId>(), Err(InvalidJobId), "{text}");
        }
    }

    #[test]
    fn no_two_are_equal() {
        let ids: std::collections::HashSet<JobId> = (0..10_000).map(|_| JobId::new()).collect();
        assert_eq!(ids.len(), 10_000);
    }

    #[test]
    fn a_batch_counts_on() {
        let id = JobId::compose(5, &queue_producer(), 255);
        assert_eq!(id.plus(1).as_bytes()[12..], [0, 0, 1, 0]);
        assert_eq!(id.plus(1).as_bytes()[..12], id.as_bytes()[..12]);
        assert!(queue_producer()[0] >= 128);
        assert!(JobId::new().as_bytes()[6] < 128);
    }
}
