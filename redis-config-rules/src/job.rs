//! The options of a job: attempts, timeout and back-off.

use std::time::Duration;

use crate::constant::fault;
use crate::text::{check_bounds, parse_integer};
use crate::{Problem, Shape, duration};

/// Most attempts of one job. The envelope stores the number in one byte.
pub const MOST_ATTEMPTS: u32 = 255;
/// Shortest timeout or delay. The queue counts in milliseconds.
pub const SHORTEST: Duration = Duration::from_millis(1);

/// Parses the number of failed attempts after which a job becomes a dead letter: 1 to 255.
///
/// # Errors
///
/// Code `integer` or `out-of-range`.
///
/// ```
/// use redis_config_rules::job;
///
/// assert_eq!(job::max_attempts("5"), Ok(5));
/// let problem = job::max_attempts("0").unwrap_err();
/// assert_eq!(problem.message, "`0` is below the minimum of `1`");
/// ```
pub fn max_attempts(text: &str) -> Result<u32, Problem> {
    let most = MOST_ATTEMPTS.to_string();
    check_bounds(Shape::Integer, text, Some("1"), Some(&most), &[])?;
    parse_integer(text)
}

/// Parses the timeout of an attempt or the delay between two: 1 ms to 365 days.
///
/// # Errors
///
/// Code `duration` or `out-of-range`.
pub fn time(text: &str) -> Result<Duration, Problem> {
    let shortest = duration::format(SHORTEST);
    check_bounds(Shape::Duration, text, Some(&shortest), Some("365d"), &[])?;
    duration::parse(text)
}

/// Checks that `min` is not above `max`.
///
/// # Errors
///
/// Code `delays` otherwise.
pub fn backoff(min: Duration, max: Duration) -> Result<(), Problem> {
    if min <= max {
        return Ok(());
    }
    let (min, max) = (duration::format(min), duration::format(max));
    Err(
        fault!(DELAYS, "the shortest pause of `{0}` is above the longest of `{1}`"
        => "swap the two: `min = \"{1}\", max = \"{0}\"`"; &min, &max)
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_kept_on_both_sides() {
        assert_eq!(max_attempts("1"), Ok(1));
        assert_eq!(max_attempts("255"), Ok(255));
        assert!(max_attempts("256").is_err() && max_attempts("-1").is_err());
        assert_eq!(time("1ms"), Ok(SHORTEST));
        assert!(time("999us").is_err() && time("366d").is_err() && time("30").is_err());
    }

    #[test]
    fn pauses_grow() {
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(600));
        assert!(backoff(short, long).is_ok() && backoff(short, short).is_ok());
        let problem = backoff(long, short).unwrap_err();
        assert_eq!(
            problem.message,
            "the shortest pause of `10m` is above the longest of `1s`"
        );
        assert_eq!(problem.help, "swap the two: `min = \"1s\", max = \"10m\"`");
    }
}
