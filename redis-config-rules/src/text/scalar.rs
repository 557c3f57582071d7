//! One parser for each shape of value.

use std::net::{IpAddr, SocketAddr};

use super::decimal;
use super::ip;
use super::list::scan_list;
use crate::constant::{Digits, Fault, fault, quote, tri};
use crate::{Code, Problem, Shape, bytes, duration};

/// Refuses the empty text, control characters and NUL.
///
/// # Errors
///
/// Code `empty` or `control-character`. No message contains the text.
pub const fn check_clean(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(
            fault!(EMPTY, "the value is empty" => "give it a value, or do not set it at all"),
        );
    }
    if let Some(at) = bytes::control_character(text.as_bytes()) {
        return Err(
            fault!(CONTROL_CHARACTER, "the value holds a control character, at character {0}"
            => "remove it: often it is a line break that was copied along"; Digits::of(at).text()),
        );
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
    Err(fault!(INTEGER, message => "write digits only, e.g. `16`"))
}

/// The error for a whole number that the type called `name` cannot hold.
pub(super) const fn beyond(text: &str, name: &str) -> Fault {
    let number = quote(text, "the number");
    let negative = bytes::starts_with(text.as_bytes(), b"-");
    let (message, help) = match negative && bytes::starts_with(name.as_bytes(), b"u") {
        true => ("{0} is negative", "write a number of zero or more"),
        false => ("{0} is out of range", "write a number that fits into `{1}`"),
    };
    fault!(OUT_OF_RANGE, message => help; number.as_str(), name)
}

/// Parses a finite number with an optional fraction.
///
/// # Errors
///
/// Code `float`.
pub fn parse_float(text: &str) -> Result<f64, Problem> {
    decimal::rank(text)?;
    Ok(text.parse().unwrap_or_default())
}

/// Parses `true` or `false`. In any case, and also written as `1`, `yes` and `on`, or `0`, `no` and `off`.
///
/// # Errors
///
/// Code `flag` for anything else.
///
/// ```
/// use redis_config_rules::text::parse_flag;
///
/// assert!(parse_flag("true").unwrap());
/// assert!(!parse_flag("Off").unwrap());
/// assert!(parse_flag("y").is_err());
/// ```
pub const fn parse_flag(text: &str) -> Result<bool, Fault> {
    let text = text.as_bytes();
    if bytes::is_one_of(text, "true 1 yes on") {
        return Ok(true);
    }
    if bytes::is_one_of(text, "false 0 no off") {
        return Ok(false);
    }
    let help = match text {
        b"y" | b"Y" | b"t" | b"T" | b"enabled" => "write `true`",
        b"n" | b"N" | b"f" | b"F" | b"disabled" => "write `false`",
        _ => "write `true` or `false`",
    };
    Err(fault!(FLAG, "the value is neither `true` nor `false`" => help))
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
    scan_list(text)?;
    Ok(text.split(',').map(str::trim).collect())
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
/// Code `empty` or `control-character`; `path` for `~/`, which only a shell replaces.
///
/// ```
/// use redis_config_rules::text::check_path;
///
/// assert!(check_path("/etc/ssl/redis-ca.pem").is_ok());
/// assert_eq!(check_path("~/ca.pem").unwrap_err().message(), "nothing replaces the `~` of the path: only a shell does");
/// ```
pub const fn check_path(text: &str) -> Result<(), Fault> {
    tri!(check_clean(text));
    let bytes = text.as_bytes();
    let (first, _) = bytes::cut(bytes, b'/');
    // `~name/` is the home directory of another user. A file in the working directory may start with `~`.
    let home = bytes::starts_with(first, b"~") && (first.len() == 1 || first.len() < bytes.len());
    if home {
        return Err(
            fault!(PATH, "nothing replaces the `~` of the path: only a shell does"
            => "write the absolute path, which starts with `/`"),
        );
    }
    Ok(())
}

/// Parses a socket address: `127.0.0.1:6379`, `[::1]:6379`.
///
/// # Errors
///
/// Code `address`.
pub fn parse_address(text: &str) -> Result<SocketAddr, Problem> {
    text.parse().map_err(|_| NO_ADDRESS.into())
}

/// [`parse_address`] for constants.
pub(crate) const fn scan_address(text: &str) -> Result<(IpAddr, u16), Fault> {
    match ip::socket(text.as_bytes()) {
        Some(address) => Ok(address),
        None => Err(NO_ADDRESS),
    }
}

const NO_ADDRESS: Fault = fault!(ADDRESS, "the value is not an IP address with its port"
    => "write `127.0.0.1:6379` or `[::1]:6379`");

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
pub const fn parse(shape: Shape, text: &str) -> Result<(), Fault> {
    match shape {
        Shape::Text | Shape::Secret | Shape::Url => tri!(check_clean(text)),
        Shape::Path => tri!(check_path(text)),
        Shape::Flag => _ = tri!(parse_flag(text)),
        Shape::Address => _ = tri!(scan_address(text)),
        Shape::Integer | Shape::Float | Shape::Duration => _ = tri!(rank(shape, text)),
        Shape::List => {
            let mut items = tri!(scan_list(text));
            while let Some(item) = items.take_item() {
                tri!(check_clean(item));
            }
        }
    }
    Ok(())
}

/// A number with the order of the values of a shape.
pub(super) const fn rank(shape: Shape, text: &str) -> Result<i128, Fault> {
    match shape {
        Shape::Integer => match tri!(scan_integer(text)) {
            Some(number) => Ok(number),
            None => Err(beyond(text, "i128")),
        },
        Shape::Duration => Ok(tri!(duration::scan(text)).as_nanos().cast_signed()),
        Shape::Float => decimal::rank(text),
        _ => Err(fault!(BOUND, "{0} has no minimum and no maximum"
            => "remove `min` and `max`; name the legal values with `one_of = [..]`, or check them with `validate = path`";
            shape.describe())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

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
        for text in ["true", "TRUE", "1", "yes", "Yes", "on", "ON"] {
            assert!(parse_flag(text).unwrap(), "{text}");
        }
        for text in ["false", "False", "0", "no", "NO", "off"] {
            assert!(!parse_flag(text).unwrap(), "{text}");
        }
        assert_eq!(parse_flag("y").unwrap_err().help(), "write `true`");
        assert_eq!(parse_flag("F").unwrap_err().help(), "write `false`");
        for text in ["", "maybe", "2", "yes ", "01", "truee"] {
            assert_eq!(
                parse_flag(text).unwrap_err().help(),
                "write `true` or `false`"
            );
        }
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
        for text in ["~", "~/ca.pem", "~deploy/ca.pem"] {
            assert_eq!(check_path(text).unwrap_err().code, Code::PATH, "{text}");
        }
        assert!(check_path("~ca.pem").is_ok() && check_path("/a/~/b").is_ok());
    }

    #[test]
    fn control_characters_are_not_shown() {
        let problem = check_clean("sec\nret").unwrap_err();
        assert_eq!(problem.code, Code::CONTROL_CHARACTER);
        assert!(problem.message().ends_with("at character 4"));
        assert!(!problem.message().contains("sec\nret"));
    }
}
