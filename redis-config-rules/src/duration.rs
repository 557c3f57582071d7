//! The syntax of durations: a whole number and a unit.

use std::time::Duration;

use crate::{Code, Problem};

/// The units, smallest first, with their length in nanoseconds.
const UNITS: [(&str, u128); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60 * 1_000_000_000),
    ("h", 60 * 60 * 1_000_000_000),
    ("d", 24 * 60 * 60 * 1_000_000_000),
];

const HELP: &str = "write a whole number and its unit, e.g. `500ms`, `2s`, `5m`, `1h`";

/// Parses a duration: a whole number directly followed by `ns`, `us`, `ms`, `s`, `m`, `h` or `d`.
///
/// Zero also needs a unit (`0s`). The bounds of a setting decide whether it is legal.
///
/// # Errors
///
/// Code `duration`: no unit, an unknown unit, a fraction, a sign, several units, or a value that is too large.
///
/// ```
/// use redis_config_rules::duration;
/// use std::time::Duration;
///
/// assert_eq!(duration::parse("500ms"), Ok(Duration::from_millis(500)));
/// assert!(duration::parse("500").is_err());
/// ```
pub fn parse(text: &str) -> Result<Duration, Problem> {
    let bad = |message: &str, help: &str| Err(Problem::new(Code::DURATION, message, help));
    if text.is_empty() {
        return bad("the duration is empty", HELP);
    }
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        return match text.as_bytes().first() {
            Some(b'-') => bad("a duration cannot be negative", HELP),
            _ => bad("the text is not a duration", HELP),
        };
    }
    // `5`: seconds in some clients, milliseconds in others.
    if unit.is_empty() {
        return bad(
            "the duration has no unit",
            &match short(number) {
                Some(n) => format!("write `{n}ms` for milliseconds or `{n}s` for seconds"),
                None => HELP.to_owned(),
            },
        );
    }
    let Some(&(_, length)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return bad(&wrong_unit(unit), &suggest_unit(number, unit));
    };
    let nanos = number
        .parse::<u128>()
        .ok()
        .and_then(|n| n.checked_mul(length));
    let seconds = nanos.map(|n| n / 1_000_000_000).map(u64::try_from);
    let (Some(nanos), Some(Ok(seconds))) = (nanos, seconds) else {
        return bad("the duration is too large", HELP);
    };
    let rest = u32::try_from(nanos % 1_000_000_000).unwrap_or(0);
    Ok(Duration::new(seconds, rest))
}

/// The number if it is short enough for a message.
fn short(number: &str) -> Option<&str> {
    (number.len() <= 12).then_some(number)
}

fn wrong_unit(unit: &str) -> String {
    if unit.starts_with('.') || unit.starts_with(',') {
        "a duration is a whole number, without a fraction".to_owned()
    } else if unit.starts_with(char::is_whitespace) {
        "the duration has white space before its unit".to_owned()
    } else if unit.contains(|c: char| c.is_ascii_digit()) {
        "the duration has several units".to_owned()
    } else if unit.len() <= 12 && unit.chars().all(char::is_alphabetic) {
        format!("`{unit}` is not a unit of time")
    } else {
        "the text is not a duration".to_owned()
    }
}

/// The help text: the number with the unit that was most likely meant.
fn suggest_unit(number: &str, unit: &str) -> String {
    let meant = match unit.trim().to_lowercase().as_str() {
        "ns" | "nanos" | "nanosecond" | "nanoseconds" => "ns",
        "us" | "µs" | "μs" | "micros" | "microsecond" | "microseconds" => "us",
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return HELP.to_owned(),
    };
    match short(number) {
        Some(number) => format!("write `{number}{meant}`"),
        None => HELP.to_owned(),
    }
}

/// Formats a duration as the shortest text that [`parse`] reads back exactly.
///
/// ```
/// use redis_config_rules::duration;
/// use std::time::Duration;
///
/// assert_eq!(duration::format(Duration::from_secs(120)), "2m");
/// assert_eq!(duration::format(Duration::from_millis(1500)), "1500ms");
/// assert_eq!(duration::format(Duration::ZERO), "0s");
/// ```
pub fn format(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    if nanos == 0 {
        return "0s".to_owned();
    }
    // Largest unit first: of two texts of equal length, the larger unit wins.
    UNITS
        .iter()
        .rev()
        .filter(|(_, length)| nanos.is_multiple_of(*length))
        .map(|(unit, length)| format!("{}{unit}", nanos / length))
        .min_by_key(String::len)
        .unwrap_or_else(|| format!("{nanos}ns"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_unit() {
        for (text, want) in [
            ("0s", Duration::ZERO),
            ("7ns", Duration::from_nanos(7)),
            ("7us", Duration::from_micros(7)),
            ("7ms", Duration::from_millis(7)),
            ("7s", Duration::from_secs(7)),
            ("7m", Duration::from_secs(7 * 60)),
            ("7h", Duration::from_secs(7 * 3600)),
            ("7d", Duration::from_secs(7 * 86400)),
            ("18446744073709551615s", Duration::from_secs(u64::MAX)),
        ] {
            assert_eq!(parse(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn refuses_malformed_durations() {
        for (text, message) in [
            ("", "the duration is empty"),
            ("5", "the duration has no unit"),
            ("0", "the duration has no unit"),
            ("s", "the text is not a duration"),
            ("-5s", "a duration cannot be negative"),
            ("+5s", "the text is not a duration"),
            ("1.5s", "a duration is a whole number, without a fraction"),
            ("5 s", "the duration has white space before its unit"),
            ("5s ", "the text is not a duration"),
            ("1m30s", "the duration has several units"),
            ("5S", "`S` is not a unit of time"),
            ("5min", "`min` is not a unit of time"),
            ("18446744073709551616s", "the duration is too large"),
            (
                "99999999999999999999999999999999999999999s",
                "the duration is too large",
            ),
            (
                "340282366920938463463374607431768211455d",
                "the duration is too large",
            ),
        ] {
            let problem = parse(text).unwrap_err();
            assert_eq!(problem.code, Code::DURATION, "{text}");
            assert_eq!(problem.message, message, "{text}");
        }
    }

    #[test]
    fn help_texts() {
        for (text, help) in [
            ("5", "write `5ms` for milliseconds or `5s` for seconds"),
            ("5min", "write `5m`"),
            ("5 s", "write `5s`"),
            ("5 seconds", "write `5s`"),
            ("5µs", "write `5us`"),
            ("5 parsecs", HELP),
        ] {
            assert_eq!(parse(text).unwrap_err().help, help, "{text}");
        }
    }

    #[test]
    fn formats_the_shortest_text() {
        for text in [
            "0s", "1ns", "1500ms", "2s", "90s", "2m", "1h", "36h", "2d", "1d",
        ] {
            assert_eq!(format(parse(text).unwrap()), text);
        }
        assert_eq!(format(Duration::from_secs(60)), "1m");
        assert_eq!(format(Duration::from_secs(86_400)), "1d");
    }

    #[test]
    fn round_trips() {
        let mut nanos: u128 = 1;
        while let Ok(seconds) = u64::try_from(nanos / 1_000_000_000) {
            for step in [0, 1, 17] {
                let duration = Duration::new(seconds, (nanos % 1_000_000_000) as u32)
                    .saturating_add(Duration::from_nanos(step));
                assert_eq!(parse(&format(duration)), Ok(duration));
            }
            nanos = nanos * 7 / 2 + 1;
        }
        assert_eq!(parse(&format(Duration::MAX)), Ok(Duration::MAX));
    }
}
