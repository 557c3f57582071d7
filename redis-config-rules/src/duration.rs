//! The syntax of durations: a whole number and a unit.

use std::time::Duration;

use crate::constant::Fault;
use crate::{Code, Problem, bytes};

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
    scan(text).map_err(Problem::from)
}

/// [`parse`] for constants.
///
/// # Errors
///
/// Those of [`parse`].
pub const fn scan(text: &str) -> Result<Duration, Fault> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(bad("the duration is empty", HELP, &[]));
    }
    let (number, unit) = text.split_at(bytes::digits(bytes));
    if number.is_empty() {
        return Err(match bytes[0] {
            b'-' => bad("a duration cannot be negative", HELP, &[]),
            _ => bad("the text is not a duration", HELP, &[]),
        });
    }
    let short = number.len() <= 12;
    // `5`: seconds in some clients, milliseconds in others.
    if unit.is_empty() {
        let help = match short {
            true => "write `{0}ms` for milliseconds or `{0}s` for seconds",
            false => HELP,
        };
        return Err(bad("the duration has no unit", help, &[number]));
    }
    let Some(length) = length(unit.as_bytes()) else {
        return Err(wrong_unit(number, unit, short));
    };
    let nanos = match u128::from_str_radix(number, 10) {
        Ok(number) => number.checked_mul(length),
        Err(_) => None,
    };
    match nanos {
        Some(nanos) if nanos / 1_000_000_000 <= u64::MAX as u128 => {
            let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
            Ok(Duration::new(seconds as u64, rest as u32))
        }
        _ => Err(bad("the duration is too large", HELP, &[])),
    }
}

const fn bad(message: &str, help: &str, args: &[&str]) -> Fault {
    Fault::of(Code::DURATION, message, help, args)
}

/// The length of a unit in nanoseconds.
const fn length(unit: &[u8]) -> Option<u128> {
    let mut i = 0;
    while i < UNITS.len() {
        if bytes::equal(UNITS[i].0.as_bytes(), unit) {
            return Some(UNITS[i].1);
        }
        i += 1;
    }
    None
}

/// `5min`, `1.5s`, `5 s`: the fault, and the number with the unit that was most likely meant.
const fn wrong_unit(number: &str, unit: &str, short: bool) -> Fault {
    let given = unit.as_bytes();
    let (first, _) = bytes::character(given, 0);
    let (mut digit, mut letters, mut i) = (false, true, 0);
    while i < given.len() {
        digit |= given[i].is_ascii_digit();
        letters &= given[i].is_ascii_alphabetic();
        i += 1;
    }
    // `µ` as a micro sign and as a Greek letter.
    let micros = bytes::is_one_of(given.trim_ascii(), "µs μs");
    let message = if matches!(first, '.' | ',') {
        "a duration is a whole number, without a fraction"
    } else if first.is_whitespace() {
        "the duration has white space before its unit"
    } else if digit {
        "the duration has several units"
    } else if given.len() <= 12 && (letters || micros) {
        "`{0}` is not a unit of time"
    } else {
        "the text is not a duration"
    };
    const MEANT: [(&str, &str); 7] = [
        ("ns", "ns nanos nanosecond nanoseconds"),
        ("us", "us micros microsecond microseconds"),
        ("ms", "ms msec msecs millis millisecond milliseconds"),
        ("s", "s sec secs second seconds"),
        ("m", "m min mins minute minutes"),
        ("h", "h hr hrs hour hours"),
        ("d", "d day days"),
    ];
    let mut meant = if micros { Some("us") } else { None };
    let mut i = 0;
    while i < MEANT.len() {
        if bytes::is_one_of(given.trim_ascii(), MEANT[i].1) {
            meant = Some(MEANT[i].0);
        }
        i += 1;
    }
    match meant {
        Some(meant) if short => bad(message, "write `{1}{2}`", &[unit, number, meant]),
        _ => bad(message, HELP, &[unit]),
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
