//! Numbers with a fraction, whose parser in the standard library is not `const`, and the digits that were most likely meant.

use crate::bytes::{after, digits, text};
use crate::constant::{ConstText, Fault, fault};

/// 33 digits follow the first one: twice as many as a double has.
const LEAST: i128 = 10i128.pow(33);

/// A number with the order of the finite numbers with a fraction.
///
/// # Errors
///
/// Code `float` for text that is not one for `f64`, too.
pub(super) const fn rank(given: &str) -> Result<i128, Fault> {
    const NO_FLOAT: Fault = fault!(FLOAT, "the value is not a finite number" => "write digits with a point, e.g. `0.5`");
    let (sign, number) = match given.as_bytes() {
        [b'-', number @ ..] => (-1, number),
        [b'+', number @ ..] | number => (1, number),
    };
    // The value is `mantissa` times ten to the power of `exponent`.
    let (mut mantissa, mut exponent, mut point, mut some) = (0, 0, false, false);
    let mut i = 0;
    while i < number.len() && matches!(number[i], b'0'..=b'9' | b'.') {
        if number[i] == b'.' {
            if point {
                return Err(NO_FLOAT);
            }
            point = true;
        } else {
            some = true;
            let fits = mantissa < LEAST;
            if fits {
                mantissa = mantissa * 10 + (number[i] - b'0') as i128;
            }
            exponent += !fits as i128 - point as i128;
        }
        i += 1;
    }
    let (negative, power) = match after(number, i) {
        [] => (false, b"0" as &[u8]),
        [b'e' | b'E', b'-', power @ ..] => (true, power),
        [b'e' | b'E', b'+', power @ ..] | [b'e' | b'E', power @ ..] => (false, power),
        _ => return Err(NO_FLOAT),
    };
    if !some || power.is_empty() || digits(power) < power.len() {
        return Err(NO_FLOAT);
    }
    let power = match i64::from_str_radix(text(power), 10) {
        Ok(power @ 0..1_000_000) => power as i128,
        _ => 1_000_000,
    };
    exponent += if negative { -power } else { power };
    if mantissa == 0 {
        return Ok(0);
    }
    while mantissa < LEAST {
        mantissa *= 10;
        exponent -= 1;
    }
    // `f64::MAX` and half the distance to the next power of two: the smallest number that rounds to infinity.
    const INFINITE: i128 = 1_797_693_134_862_315_807_937_289_714_053_034;
    if exponent > 275 || exponent == 275 && mantissa >= INFINITE {
        return Err(NO_FLOAT);
    }
    // Smaller numbers are zero as a double.
    let exponent = if exponent < -1000 { -1000 } else { exponent };
    Ok(sign * ((exponent + 1001) * 10 * LEAST + mantissa))
}

/// The digits of a number, without what other programs accept around and between them.
pub(crate) const fn plain_digits(text: &str) -> ConstText {
    let mut plain: ConstText = ConstText::empty();
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'+' | b' ' | b'_' | b'\t' | b'\n' | b'\r' => {}
            b'0' if plain.as_bytes().is_empty()
                && i + 1 < bytes.len()
                && bytes[i + 1].is_ascii_digit() => {}
            byte => plain.push_byte(byte),
        }
        i += 1;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    const NUMBERS: [&str; 45] = [
        "0", "-0", "0.0", "1", "-1", "1.", ".5", "0.5", "-0.5", "0.50", "5e-1", "50e-2", "0.05e1", "+2", "2.0001", "12.5",
        "12.05", "100", "1e2", "99.9", "1e308", "1.7976931348623157e308", "1.7976931348623158e308", "-1e308", "0.0001",
        "1E+1", "10.0", "9", "009.0", "1e-300", "0e99999999999", "0.1e1000000000000000000000", "1e309", "", ".", "-", "1e",
        "e1", "1e+", "NaN", "inf", "1,5", "1.2.3", "1797693134862315708145274237317043567981e269", "1.7976931348623159e308",
    ];

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for text in NUMBERS {
            let (ours, theirs) = (
                rank(text),
                text.parse::<f64>().ok().filter(|number| number.is_finite()),
            );
            assert_eq!(ours.is_ok(), theirs.is_some(), "{text}");
            for other in NUMBERS {
                let (Ok(one), Some(first), Ok(rank)) = (ours, theirs, rank(other)) else {
                    continue;
                };
                let second: f64 = other.parse().unwrap();
                // Numbers between two doubles differ here only.
                if first != second {
                    assert_eq!(one.cmp(&rank), first.total_cmp(&second), "{text} {other}");
                }
            }
        }
        assert_eq!(rank("-0").unwrap(), rank("0").unwrap());
        assert_eq!(rank("50e-2").unwrap(), rank(".5").unwrap());
        assert!(rank("-1e-5000").unwrap() < 0);
    }
}
