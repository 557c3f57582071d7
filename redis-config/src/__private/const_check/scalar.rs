//! Numbers and durations in a constant: read as the rules read them, and refused in their words.

use super::panic::refuse;
use super::quote::lower;
use super::str::{equal, text};

/// `std::cmp::Ordering`, which constants cannot come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ordering {
    Less,
    Equal,
    Greater,
}

impl Ordering {
    pub(crate) const fn of(one: u128, other: u128) -> Self {
        if one < other {
            Self::Less
        } else if one == other {
            Self::Equal
        } else {
            Self::Greater
        }
    }

    pub(crate) const fn of_signed(one: i128, other: i128) -> Self {
        if one < other {
            Self::Less
        } else if one == other {
            Self::Equal
        } else {
            Self::Greater
        }
    }
}

/// A whole number: as `redis_config_rules::text::parse_integer` reads it.
pub(crate) const fn integer(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let negative = !bytes.is_empty() && bytes[0] == b'-';
    let first = negative as usize;
    if bytes.len() == first || (bytes[first] == b'0' && bytes.len() > 1) {
        // Nothing, `-`, `-0` and leading zeros; a lone `0` is one.
        return None;
    }
    match i128::from_str_radix(text, 10) {
        // `+5` is no number of ours.
        Ok(number) if bytes[0] != b'+' => Some(number),
        _ => None,
    }
}

/// A duration in nanoseconds: as `redis_config_rules::duration::parse` reads it.
pub(crate) const fn duration(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    let mut digits = 0;
    let mut number: u128 = 0;
    while digits < bytes.len() && bytes[digits].is_ascii_digit() {
        number = match number.checked_mul(10) {
            Some(number) => number,
            None => return None,
        };
        number = match number.checked_add((bytes[digits] - b'0') as u128) {
            Some(number) => number,
            None => return None,
        };
        digits += 1;
    }
    let (_, unit) = bytes.split_at(digits);
    let length: u128 = match unit {
        b"ns" => 1,
        b"us" => 1_000,
        b"ms" => 1_000_000,
        b"s" => 1_000_000_000,
        b"m" => 60 * 1_000_000_000,
        b"h" => 3_600 * 1_000_000_000,
        b"d" => 86_400 * 1_000_000_000,
        _ => return None,
    };
    if digits == 0 {
        return None;
    }
    match number.checked_mul(length) {
        Some(nanos) if nanos / 1_000_000_000 <= u64::MAX as u128 => Some(nanos),
        _ => None,
    }
}

/// What is wrong with text that is no whole number.
pub(crate) const fn not_integer(value: &str) -> &'static str {
    let bytes = value.as_bytes();
    let first = (!bytes.is_empty() && bytes[0] == b'-') as usize;
    let mut i = first;
    while i < bytes.len() && bytes[i].is_ascii_digit() {
        i += 1;
    }
    if i < bytes.len() || bytes.len() == first {
        "the value is not a whole number"
    } else {
        "the number has leading zeros"
    }
}

/// Whether text is a whole number that is too large for any type.
pub(crate) const fn is_huge(value: &str) -> bool {
    let bytes = value.as_bytes();
    let first = (!bytes.is_empty() && bytes[0] == b'-') as usize;
    if bytes.len() < first + 39 || bytes[first] == b'0' {
        return false;
    }
    let mut i = first;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    integer(value).is_none()
}

/// Text that [`duration`] does not read.
#[track_caller]
pub(crate) const fn refuse_duration(name: &str, value: &str) -> ! {
    const HELP: &[&str] = &["write a whole number and its unit, e.g. `500ms`, `2s`, `5m`, `1h`"];
    let bytes = value.as_bytes();
    let mut digits = 0;
    while digits < bytes.len() && bytes[digits].is_ascii_digit() {
        digits += 1;
    }
    let (number, unit) = bytes.split_at(digits);
    let (number, unit) = (text(number), unit);
    if digits == 0 {
        let said = match bytes[0] {
            b'-' => "a duration cannot be negative",
            _ => "the text is not a duration",
        };
        refuse(name, &[said], HELP)
    }
    if unit.is_empty() {
        let said = &["the duration has no unit"];
        if digits > 12 {
            refuse(name, said, HELP)
        }
        refuse(
            name,
            said,
            &[
                "write `",
                number,
                "ms` for milliseconds or `",
                number,
                "s` for seconds",
            ],
        )
    }
    let meant = unit_meant(unit);
    let quoted;
    let said: &[&str] = match unit[0] {
        _ if is_unit(unit) => refuse(name, &["the duration is too large"], HELP),
        b'.' | b',' => &["a duration is a whole number, without a fraction"],
        b' ' | b'\t' => &["the duration has white space before its unit"],
        _ if holds_digit(unit) => &["the duration has several units"],
        _ if unit.len() <= 12 && is_word(unit) => {
            quoted = ["`", text(unit), "` is not a unit of time"];
            &quoted
        }
        _ => &["the text is not a duration"],
    };
    match meant {
        Some(meant) if digits <= 12 => refuse(name, said, &["write `", number, meant, "`"]),
        _ => refuse(name, said, HELP),
    }
}

const fn is_unit(unit: &[u8]) -> bool {
    matches!(unit, b"ns" | b"us" | b"ms" | b"s" | b"m" | b"h" | b"d")
}

/// The unit that was most likely meant.
const fn unit_meant(unit: &[u8]) -> Option<&'static str> {
    const MEANT: &[(&str, &[&str])] = &[
        ("ns", &["ns", "nanos", "nanosecond", "nanoseconds"]),
        ("us", &["us", "micros", "microsecond", "microseconds"]),
        (
            "ms",
            &[
                "ms",
                "msec",
                "msecs",
                "millis",
                "millisecond",
                "milliseconds",
            ],
        ),
        ("s", &["s", "sec", "secs", "second", "seconds"]),
        ("m", &["m", "min", "mins", "minute", "minutes"]),
        ("h", &["h", "hr", "hrs", "hour", "hours"]),
        ("d", &["d", "day", "days"]),
    ];
    let unit = lower(unit.trim_ascii());
    let mut i = 0;
    while i < MEANT.len() {
        let (meant, words) = MEANT[i];
        let mut j = 0;
        while j < words.len() {
            if equal(words[j].as_bytes(), unit.bytes()) {
                return Some(meant);
            }
            j += 1;
        }
        i += 1;
    }
    None
}

const fn holds_digit(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_digit() {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_word(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_alphabetic() {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use redis_config_rules::duration as rules;
    use redis_config_rules::text::parse_integer;

    use super::*;

    #[test]
    fn durations_are_read_as_the_rules_read_them() {
        for text in [
            "",
            "0s",
            "5",
            "s",
            "-5s",
            "+5s",
            "1.5s",
            "5 s",
            "5s ",
            "1m30s",
            "5S",
            "7ns",
            "7us",
            "7ms",
            "7m",
            "7h",
            "7d",
            "18446744073709551615s",
            "18446744073709551616s",
            "340282366920938463463374607431768211455d",
            "99999999999999999999999999999999999999999s",
        ] {
            let wanted = rules::parse(text).ok().map(|duration| duration.as_nanos());
            assert_eq!(duration(text), wanted, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_the_rules_read_them() {
        for text in [
            "",
            "-",
            "0",
            "-0",
            "00",
            "007",
            "7",
            "-7",
            "+7",
            "1_000",
            " 1",
            "1.5",
            "-07",
            "170141183460469231731687303715884105727",
            "170141183460469231731687303715884105728",
        ] {
            assert_eq!(integer(text), parse_integer::<i128>(text).ok(), "{text}");
        }
    }
}
