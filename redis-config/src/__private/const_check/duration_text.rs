//! A constant for a duration, which may be text or a `Duration`, as text.

use std::time::Duration;

use redis_config_rules::constant::{ConstText, Digits};

/// A constant of one of the types that hold a duration.
#[derive(Clone, Copy, Debug)]
pub struct DurationConstant<T>(pub(crate) T);

/// Its text.
#[derive(Clone, Copy, Debug)]
pub struct DurationText {
    /// As it was given; `None`: made from a `Duration`.
    given: Option<&'static str>,
    made: ConstText,
}

impl DurationText {
    /// The text.
    #[must_use]
    pub const fn text(&self) -> &str {
        match self.given {
            Some(text) => text,
            None => self.made.as_str(),
        }
    }
}

// No trait, because a `const fn` can call no method of one.
impl DurationConstant<&'static str> {
    /// The text itself.
    #[must_use]
    pub const fn text(self) -> DurationText {
        DurationText {
            given: Some(self.0),
            made: ConstText::of(&[]),
        }
    }
}

impl DurationConstant<Duration> {
    /// The number with the largest unit that leaves no fraction.
    #[must_use]
    pub const fn text(self) -> DurationText {
        let nanos = self.0.as_nanos();
        let (number, unit) = if nanos.is_multiple_of(1_000_000_000) {
            (nanos / 1_000_000_000, "s")
        } else if nanos.is_multiple_of(1_000_000) {
            (nanos / 1_000_000, "ms")
        } else if nanos.is_multiple_of(1_000) {
            (nanos / 1_000, "us")
        } else {
            (nanos, "ns")
        };
        // A `Duration` has at most 94 bits of nanoseconds.
        let number = Digits::of(number as i128);
        DurationText {
            given: None,
            made: ConstText::of(&[number.text(), unit]),
        }
    }
}

#[cfg(test)]
mod tests {
    use redis_config_rules::duration;

    use super::*;

    #[test]
    fn a_duration_is_read_back() {
        for time in [
            Duration::ZERO,
            Duration::from_nanos(1),
            Duration::from_micros(1_500),
            Duration::from_millis(1_500),
            Duration::from_secs(90),
            Duration::MAX,
        ] {
            let text = DurationConstant(time).text();
            assert_eq!(duration::parse(text.text()), Ok(time), "{}", text.text());
        }
        assert_eq!(DurationConstant("2s").text().text(), "2s");
    }
}
