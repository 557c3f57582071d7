//! One parser for each shape of value.

use std::net::SocketAddr;

use crate::constant::{Digits, Fault};
use crate::{Code, Problem, Shape, bytes, duration};

/// Refuses the empty text, control characters and NUL.
///
/// # Errors
///
/// Code `empty` or `control-character`. No message contains the text.
pub const fn check_clean(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(
            Code::EMPTY,
            &["the value is empty"],
            &["give it a value, or do not set it at all"],
        ));
    }
    if let Some(at) = bytes::control_character(text.as_bytes()) {
        return Err(Fault::new(
            Code::CONTROL_CHARACTER,
            &[
                "the value holds a control character, at character ",
                Digits::of(at).text(),
            ],
            &["remove it: often it is a line break that was copied along"],
        ));
    }
    Ok(())
}

/// Parses a whole number: decimal digits, optionally after `-`.
///
/// # Errors
///
/// Code `integer` for anything else (a sign `+`, `_`, white space, a fraction, leading zeros), `out-of-range` if
/// `T` cannot hold the number.
///
/// ```
/// use redis_config_rules::text::parse_integer;
///
/// assert_eq!(parse_integer::<u16>("6379"), Ok(6379));
/// assert!(parse_integer::<u16>("65536").is_err());
/// assert!(parse_integer::<u16>("6_379").is_err());
/// ```
pub fn parse_integer<T: TryFrom<i128>>(text: &str) -> Result<T, Problem> {
    scan_integer(text)?
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| beyond(text, std::any::type_name::<T>()).into())
}

/// [`parse_integer`] for constants. `None` if no type can hold the number.
///
/// # Errors
///
/// Code `integer`.
pub const fn scan_integer(text: &str) -> Result<Option<i128>, Fault> {
    let bytes = text.as_bytes();
    let sign = bytes::starts_with(bytes, b"-") as usize;
    let digits = bytes.len() - sign;
    let message = if bytes.is_empty() {
        "the number is empty"
    } else if digits == 0 || bytes::digits(bytes::after(bytes, sign)) < digits {
        "the value is not a whole number"
    } else if bytes[sign] == b'0' && bytes.len() > 1 {
        // `010`: some parsers read it as eight. `-0` is refused, too.
        "the number has leading zeros"
    } else {
        return match i128::from_str_radix(text, 10) {
            Ok(number) => Ok(Some(number)),
            Err(_) => Ok(None),
        };
    };
    Err(Fault::new(
        Code::INTEGER,
        &[message],
        &["write digits only, e.g. `16`"],
    ))
}

/// The error for a whole number that the type called `name` cannot hold.
pub(super) const fn beyond(text: &str, name: &str) -> Fault {
    let [open, number, close] = bytes::quote(text, "the number");
    let negative = bytes::starts_with(text.as_bytes(), b"-");
    if negative && bytes::starts_with(name.as_bytes(), b"u") {
        return Fault::new(
            Code::OUT_OF_RANGE,
            &[open, number, close, " is negative"],
            &["write a number of zero or more"],
        );
    }
    Fault::new(
        Code::OUT_OF_RANGE,
        &[open, number, close, " is out of range"],
        &["write a number that fits into `", name, "`"],
    )
}

/// Parses a finite number with an optional fraction.
///
/// # Errors
///
/// Code `float`.
pub fn parse_float(text: &str) -> Result<f64, Problem> {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or_else(|| {
            Problem::new(
                Code::FLOAT,
                "the value is not a finite number",
                "write digits with a point, e.g. `0.5`",
            )
        })
}

/// Parses `true` or `false`.
///
/// # Errors
///
/// Code `flag` for anything else.
///
/// ```
/// use redis_config_rules::text::parse_flag;
///
/// assert!(parse_flag("true").unwrap());
/// assert!(parse_flag("yes").is_err());
/// ```
pub const fn parse_flag(text: &str) -> Result<bool, Fault> {
    let text = text.as_bytes();
    let help = match text {
        b"true" => return Ok(true),
        b"false" => return Ok(false),
        _ if bytes::is_one_of(text, &["true", "1", "yes", "y", "on"]) => "write `true`",
        _ if bytes::is_one_of(text, &["false", "0", "no", "n", "off"]) => "write `false`",
        _ => "write `true` or `false`",
    };
    Err(Fault::new(
        Code::FLAG,
        &["the value is neither `true` nor `false`"],
        &[help],
    ))
}

/// Splits a comma-separated list. White space around items is ignored.
///
/// # Errors
///
/// Code `list` if the list or an item is empty.
///
/// ```
/// use redis_config_rules::text::split_list;
///
/// assert_eq!(split_list("a, b"), Ok(vec!["a", "b"]));
/// assert!(split_list("a,,b").is_err());
/// ```
pub fn split_list(text: &str) -> Result<Vec<&str>, Problem> {
    let bad = |message: String| Problem::new(Code::LIST, message, "write `first,second`");
    if text.trim().is_empty() {
        return Err(bad("the list is empty".to_owned()));
    }
    let items: Vec<&str> = text.split(',').map(str::trim).collect();
    match items.iter().position(|item| item.is_empty()) {
        Some(at) => Err(bad(format!("item {} of the list is empty", at + 1)).of_item(at)),
        None => Ok(items),
    }
}

/// Parses each item of a comma-separated list.
///
/// # Errors
///
/// Code `list`, or the error of `read` with the position of the item.
///
/// ```
/// use redis_config_rules::text::{parse_integer, parse_list};
///
/// assert_eq!(parse_list("80, 8080", parse_integer::<u16>), Ok(vec![80, 8080]));
/// let problem = parse_list("80,http", parse_integer::<u16>).unwrap_err();
/// assert_eq!(problem.message, "item 2 of the list: the value is not a whole number");
/// ```
pub fn parse_list<T>(
    text: &str,
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let items = split_list(text)?.into_iter().enumerate();
    items
        .map(|(at, item)| {
            read(item).map_err(|problem| {
                let message = format!("item {} of the list: {}", at + 1, problem.message);
                Problem::new(problem.code, message, problem.help).of_item(at)
            })
        })
        .collect()
}

/// The set of these items, which `insert` adds one after the other.
///
/// # Errors
///
/// Code `list` if an item occurs twice.
pub fn collect_set<S: Default, T>(
    items: impl Iterator<Item = T>,
    insert: fn(&mut S, T) -> bool,
) -> Result<S, Problem> {
    let mut set = S::default();
    for (at, item) in items.enumerate() {
        if !insert(&mut set, item) {
            let message = format!("item {} of the list occurs twice", at + 1);
            return Err(Problem::new(Code::LIST, message, "name each item once").of_item(at));
        }
    }
    Ok(set)
}

/// Parses a single character.
///
/// # Errors
///
/// Code `empty`, `control-character`, or `choice` for several characters.
pub fn parse_char(text: &str) -> Result<char, Problem> {
    check_clean(text)?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(letter),
        _ => Err(Problem::new(
            Code::CHOICE,
            "the value is not a single character",
            "write one character, e.g. `;`",
        )),
    }
}

/// Checks a path. The file need not exist.
///
/// # Errors
///
/// Code `empty` or `control-character`.
pub const fn check_path(text: &str) -> Result<(), Fault> {
    check_clean(text)
}

/// Parses a socket address: `127.0.0.1:6379`, `[::1]:6379`.
///
/// # Errors
///
/// Code `address`.
pub fn parse_address(text: &str) -> Result<SocketAddr, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            Code::ADDRESS,
            "the value is not an IP address with its port",
            "write `127.0.0.1:6379` or `[::1]:6379`",
        )
    })
}

/// Checks that `text` is a value of this shape. For bounds, see [`check_bounds`](super::check_bounds).
///
/// # Errors
///
/// Those of the function for the shape.
///
/// ```
/// use redis_config_rules::{Shape, text};
///
/// assert!(text::parse(Shape::Duration, "2s").is_ok());
/// assert!(text::parse(Shape::Duration, "2").is_err());
/// ```
pub fn parse(shape: Shape, text: &str) -> Result<(), Problem> {
    match shape {
        Shape::Text | Shape::Secret | Shape::Url | Shape::Path => Ok(check_clean(text)?),
        Shape::Integer => parse_integer::<i128>(text).map(drop),
        Shape::Float => parse_float(text).map(drop),
        Shape::Flag => Ok(parse_flag(text).map(drop)?),
        Shape::Duration => duration::parse(text).map(drop),
        Shape::List => Ok(split_list(text)?.into_iter().try_for_each(check_clean)?),
        Shape::Address => parse_address(text).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        assert_eq!(parse_integer::<u8>("0"), Ok(0));
        assert_eq!(parse_integer::<i8>("-128"), Ok(-128));
        assert_eq!(
            parse_integer::<u128>("170141183460469231731687303715884105727"),
            Ok(i128::MAX as u128)
        );
        for text in [
            "", "-", "+1", "1_000", " 1", "1 ", "1.0", "0x10", "01", "00", "-0", "-01", "1u8", "١",
        ] {
            let problem = parse_integer::<i64>(text).unwrap_err();
            assert_eq!(problem.code, Code::INTEGER, "{text}");
        }
        for text in [
            "256",
            "-1",
            "99999999999999999999999999999999999999999999999999",
        ] {
            let problem = parse_integer::<u8>(text).unwrap_err();
            assert_eq!(problem.code, Code::OUT_OF_RANGE, "{text}");
        }
        assert_eq!(
            parse_integer::<u8>("-1").unwrap_err().message,
            "`-1` is negative"
        );
        assert_eq!(
            parse_integer::<u16>("65536").unwrap_err().help,
            "write a number that fits into `u16`"
        );
    }

    #[test]
    fn flags() {
        assert!(!parse_flag("false").unwrap());
        assert_eq!(parse_flag("Yes").unwrap_err().help(), "write `true`");
        assert_eq!(parse_flag("0").unwrap_err().help(), "write `false`");
        assert_eq!(
            parse_flag("maybe").unwrap_err().help(),
            "write `true` or `false`"
        );
    }

    #[test]
    fn lists_floats_addresses_paths() {
        assert_eq!(split_list("a"), Ok(vec!["a"]));
        assert!(
            ["", " ", ",", "a,", ",a"]
                .iter()
                .all(|text| split_list(text).is_err())
        );
        assert_eq!(parse_float("0.5"), Ok(0.5));
        assert!(
            ["", "NaN", "inf", "1,5"]
                .iter()
                .all(|text| parse_float(text).is_err())
        );
        assert!(parse_address("[::1]:1").is_ok());
        assert!(parse_address("localhost:1").is_err());
        assert!(check_path("relative/is/fine").is_ok());
        assert!(check_path("a\0b").is_err());
    }

    #[test]
    fn control_characters_are_not_shown() {
        let problem = check_clean("sec\nret").unwrap_err();
        assert_eq!(problem.code, Code::CONTROL_CHARACTER);
        assert!(problem.message().ends_with("at character 4"));
        assert!(!problem.message().contains("sec\nret"));
    }
}
