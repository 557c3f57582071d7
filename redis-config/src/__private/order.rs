//! Numbers and durations in a constant.

/// `std::cmp::Ordering`, which constants cannot come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ordering {
    Less,
    Equal,
    Greater,
}

impl Ordering {
    pub(super) const fn of(one: u128, other: u128) -> Self {
        if one < other {
            Self::Less
        } else if one == other {
            Self::Equal
        } else {
            Self::Greater
        }
    }

    pub(super) const fn of_signed(one: i128, other: i128) -> Self {
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
pub(super) const fn integer(text: &str) -> Option<i128> {
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
pub(super) const fn duration(text: &str) -> Option<u128> {
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

#[cfg(test)]
mod tests {
    use redis_config_rules::{duration as rules, text::parse_integer};

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
