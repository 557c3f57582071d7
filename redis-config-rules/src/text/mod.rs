//! The syntax of values that are not specific to Redis.
//!
//! * `scalar`: one parser for each [`Shape`](crate::Shape)
//! * `std_types`: the types of the standard library by name, for the derive, which sees only their names
//! * `list`: the items of a list, for constants; `ip`: addresses
//! * `decimal`: the order of numbers with a fraction
//! * `bounds`: `min`, `max` and `one_of`
//! * `placeholder`: `${HOST}` and the like
//!
//! The parsers are stricter than those of the standard library. They refuse text that other programs read differently,
//! such as `010`, `+1` and `yes`. Imports `duration`, `suggest` and the error types. Start with `scalar`.

mod bounds;
mod decimal;
pub(crate) mod ip;
mod list;
mod placeholder;
mod scalar;
mod std_types;

pub use bounds::{MAX_BELOW_MIN, check_bounds};
pub(crate) use decimal::plain_digits;
pub(crate) use list::{Items, relisted, scan_list};
pub use placeholder::{check_placeholder, placeholder, url_placeholder};
pub use scalar::{
    check_clean, check_path, collect_set, parse, parse_address, parse_char, parse_flag,
    parse_float, parse_integer, parse_list, scan_integer, split_list,
};
pub use std_types::{Numbers, check_type, parse_as, parse_f32};
