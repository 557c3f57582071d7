//! The values of standard library types, looked up by the type's name.
//!
//! The derive sees only the name of a field's type. These checks give it the errors that parsing will give at run time.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::str::FromStr;

use super::scalar::{beyond, parse, parse_char, parse_float, scan_integer};
use crate::constant::{Fault, fault, tri};
use crate::{Problem, Shape};

/// The range of an integer type.
///
/// ```
/// use redis_config_rules::text::Numbers;
///
/// let numbers = Numbers::of("NonZeroU8").unwrap();
/// assert!(numbers.check("255").is_ok());
/// assert_eq!(numbers.check("256").unwrap_err().help(), "write a number that fits into `u8`");
/// assert!(numbers.check("0").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Name of the primitive type: `u8` for both `u8` and `NonZeroU8`.
    pub name: &'static str,
    /// The smallest value.
    pub least: i128,
    /// The largest value; for `u128`, that of `i128`.
    pub most: i128,
    /// Whether 0 is legal.
    pub zero: bool,
}

macro_rules! numbers {
    ($(($name:ident, $most:expr, $non_zero:literal)),+ $(,)?) => {
        impl Numbers {
            /// The range of the type called `name`.
            pub fn of(name: &str) -> Option<Self> {
                Some(match name {
                    $(
                        stringify!($name) => Self::new(stringify!($name), $name::MIN as i128, $most, true),
                        $non_zero => Self::new(stringify!($name), $name::MIN as i128, $most, false),
                    )+
                    _ => return None,
                })
            }
        }
    };
}
numbers!(
    (u8, u8::MAX as i128, "NonZeroU8"),
    (u16, u16::MAX as i128, "NonZeroU16"),
    (u32, u32::MAX as i128, "NonZeroU32"),
    (u64, u64::MAX as i128, "NonZeroU64"),
    (u128, i128::MAX, "NonZeroU128"),
    (usize, usize::MAX as i128, "NonZeroUsize"),
    (i8, i8::MAX as i128, "NonZeroI8"),
    (i16, i16::MAX as i128, "NonZeroI16"),
    (i32, i32::MAX as i128, "NonZeroI32"),
    (i64, i64::MAX as i128, "NonZeroI64"),
    (i128, i128::MAX, "NonZeroI128"),
    (isize, isize::MAX as i128, "NonZeroIsize"),
);

impl Numbers {
    /// The range from `least` to `most`.
    pub const fn new(name: &'static str, least: i128, most: i128, zero: bool) -> Self {
        Self {
            name,
            least,
            most,
            zero,
        }
    }

    /// Checks that the text is a number in this range.
    ///
    /// # Errors
    ///
    /// Code `integer`, or `out-of-range`.
    pub const fn check(self, text: &str) -> Result<(), Fault> {
        match tri!(scan_integer(text)) {
            Some(0) if !self.zero => {
                Err(fault!(OUT_OF_RANGE, "`0` is out of range" => "write a number other than 0"))
            }
            Some(number) if number >= self.least && number <= self.most => Ok(()),
            _ => Err(beyond(text, self.name)),
        }
    }
}

/// Checks that the standard library type called `name` accepts the text. Other types are not checked.
///
/// # Errors
///
/// The errors that the type returns as a [`Value`](https://docs.rs/redis-config/latest/redis_config/trait.Value.html).
pub fn check_type(name: &str, text: &str) -> Result<(), Problem> {
    match name {
        "char" => parse_char(text).map(drop),
        "f32" => parse_f32(text).map(drop),
        "IpAddr" => parse_as::<IpAddr>(name, text).map(drop),
        "Ipv4Addr" => parse_as::<Ipv4Addr>(name, text).map(drop),
        "Ipv6Addr" => parse_as::<Ipv6Addr>(name, text).map(drop),
        "SocketAddr" => parse_as::<SocketAddr>(name, text).map(drop),
        "SocketAddrV4" => parse_as::<SocketAddrV4>(name, text).map(drop),
        "SocketAddrV6" => parse_as::<SocketAddrV6>(name, text).map(drop),
        _ => Ok(Numbers::of(name).map_or(Ok(()), |numbers| numbers.check(text))?),
    }
}

/// Parses an address of the type called `name`.
///
/// # Errors
///
/// Code `address`.
pub fn parse_as<T: FromStr>(name: &str, given: &str) -> Result<T, Problem> {
    let expected = match name {
        "IpAddr" => "an IP address, e.g. `127.0.0.1`",
        "Ipv4Addr" => "an IPv4 address, e.g. `127.0.0.1`",
        "Ipv6Addr" => "an IPv6 address, e.g. `::1`",
        "SocketAddrV4" => "an IPv4 address with its port, e.g. `127.0.0.1:8080`",
        "SocketAddrV6" => "an IPv6 address with its port, e.g. `[::1]:8080`",
        _ => "an IP address with its port, e.g. `127.0.0.1:8080`",
    };
    // The shape first, so that its errors are the same for all types. Only `Shape::Address` has a port.
    let shape = match name.starts_with("Socket") {
        true => Shape::Address,
        false => Shape::Text,
    };
    parse(shape, given)?;
    let wrong = fault!(ADDRESS, "the value is not {0}" => "write {0}"; expected);
    given.parse().map_err(|_| wrong.into())
}

/// Parses a finite number that an `f32` can hold.
///
/// # Errors
///
/// Code `float`, or `out-of-range`.
pub fn parse_f32(given: &str) -> Result<f32, Problem> {
    parse_float(given)?;
    match given.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(
            fault!(OUT_OF_RANGE, "the number is out of range" => "write a number from {0} to {1}";
            &f32::MIN.to_string(), &f32::MAX.to_string())
            .into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse_integer;

    #[test]
    fn types_by_their_names() {
        for (name, good, bad) in [
            ("u8", "255", "256"),
            ("u8", "0", "-1"),
            ("u128", "170141183460469231731687303715884105727", "-1"),
            ("i8", "-128", "128"),
            ("i64", "9223372036854775807", "9223372036854775808"),
            (
                "usize",
                "1",
                "99999999999999999999999999999999999999999999999",
            ),
            ("NonZeroU16", "1", "0"),
            ("NonZeroI32", "-1", "0"),
            ("f32", "1e38", "1e39"),
            ("IpAddr", "::1", "localhost"),
            ("Ipv4Addr", "127.0.0.1", "::1"),
            ("Ipv6Addr", "::1", "127.0.0.1"),
            ("SocketAddr", "[::1]:1", "localhost:1"),
            ("SocketAddrV4", "127.0.0.1:1", "[::1]:1"),
            ("SocketAddrV6", "[::1]:1", "127.0.0.1:1"),
        ] {
            assert_eq!(check_type(name, good), Ok(()), "{name} {good}");
            assert!(check_type(name, bad).is_err(), "{name} {bad}");
        }
        assert_eq!(check_type("Mine", "anything"), Ok(()));
    }

    #[test]
    fn errors_by_name_equal_errors_by_type() {
        for text in [
            "256",
            "-1",
            "x",
            "",
            "99999999999999999999999999999999999999999",
        ] {
            let by_name = check_type("u8", text);
            assert_eq!(by_name, parse_integer::<u8>(text).map(drop), "{text}");
        }
    }
}
