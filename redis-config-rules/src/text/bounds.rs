//! `min`, `max` and `one_of`.

use super::ip;
use super::list::Items;
use super::scalar::{parse, rank, scan_address};
use crate::constant::{ConstText, Fault, fault, quote, tri};
use crate::{Code, Shape, bytes, suggest};

/// The message and the help for `min = 9, max = 1`.
pub const MAX_BELOW_MIN: (&str, &str) = (
    "`max` is below `min`: no value would be legal",
    "swap the two",
);

/// Checks that `text` is a value of this shape from `min` to `max` and, unless `one_of` is empty, one of `one_of` (for a
/// list, each item).
///
/// Only integers, floats and durations may have `min` and `max`.
///
/// # Errors
///
/// Those of [`parse`](super::parse), `out-of-range`, `choice`, or `bound` for an illegal bound. No message contains the
/// text of a secret.
///
/// ```
/// use redis_config_rules::{Shape, text};
///
/// let problem = text::check_bounds(Shape::Duration, "45s", Some("1s"), Some("30s"), &[]).unwrap_err();
/// assert_eq!(problem.message(), "`45s` is above the maximum of `30s`");
/// ```
pub const fn check_bounds(
    shape: Shape,
    text: &str,
    min: Option<&str>,
    max: Option<&str>,
    one_of: &[&str],
) -> Result<(), Fault> {
    tri!(parse(shape, text));
    if let Some(bound) = min
        && tri!(rank(shape, text)) < tri!(bound_rank(shape, bound))
    {
        return Err(out_of_range(
            "{0} is below the minimum of `{1}`",
            text,
            min,
            max,
        ));
    }
    if let Some(bound) = max
        && tri!(rank(shape, text)) > tri!(bound_rank(shape, bound))
    {
        return Err(out_of_range(
            "{0} is above the maximum of `{2}`",
            text,
            min,
            max,
        ));
    }
    if one_of.is_empty() {
        return Ok(());
    }
    if let Shape::List = shape {
        let mut items = Items(Some(text));
        while let Some(item) = items.take_item() {
            tri!(check_choice(item, one_of, false));
        }
        return Ok(());
    }
    let mut i = 0;
    while i < one_of.len() {
        // `60s` is `1m`.
        if let (Ok(one), Ok(other)) = (rank(shape, text), rank(shape, one_of[i]))
            && one == other
        {
            return Ok(());
        }
        if let (Ok((one, port)), Ok((other, of))) = (scan_address(text), scan_address(one_of[i]))
            && ip::number(one).0 == ip::number(other).0
            && port == of
        {
            return Ok(());
        }
        i += 1;
    }
    check_choice(text, one_of, matches!(shape, Shape::Secret | Shape::Url))
}

/// The rank of a bound, which can be malformed.
const fn bound_rank(shape: Shape, bound: &str) -> Result<i128, Fault> {
    match rank(shape, bound) {
        Ok(rank) => Ok(rank),
        Err(fault) => {
            let bound = quote(bound, "the bound");
            Err(
                fault!(BOUND, "{0} is wrong: {1}" => "{2}"; bound.as_str(), fault.message(), fault.help()),
            )
        }
    }
}

/// Refuses text that is not in `one_of`, and suggests the nearest item.
const fn check_choice(text: &str, one_of: &[&str], secret: bool) -> Result<(), Fault> {
    let mut all: ConstText = ConstText::empty();
    let mut any = ConstText::of(&["write "]);
    let mut i = 0;
    while i < one_of.len() {
        if bytes::equal(one_of[i].as_bytes(), text.as_bytes()) {
            return Ok(());
        }
        let one = ConstText::of(&["`", one_of[i], "`"]);
        all.push(if i == 0 { "" } else { ", " });
        all.push(one.as_str());
        any.push(if i == 0 { "" } else { " or " });
        any.push(one.as_str());
        i += 1;
    }
    if secret {
        return Err(fault!(CHOICE, "the value is none of those allowed"
            => "see the definition of the field for the values that are"));
    }
    let (help, near) = match suggest::scan_nearest(text, one_of) {
        Some(near) => ("did you mean `{2}`?", near),
        None => ("{2}", any.as_str()),
    };
    let value = quote(text, "the value");
    let args = [value.as_str(), all.as_str(), near];
    Err(Fault::of(Code::CHOICE, "{0} is none of {1}", help, &args))
}

/// The error for a value beyond a bound.
const fn out_of_range(message: &str, text: &str, min: Option<&str>, max: Option<&str>) -> Fault {
    let (help, min, max) = match (min, max) {
        (Some(min), Some(max)) => ("write a value from `{1}` to `{2}`", min, max),
        (Some(min), None) => ("write a value of `{1}` or more", min, ""),
        (None, Some(max)) => ("write a value of `{2}` or less", "", max),
        (None, None) => ("", "", ""),
    };
    let value = quote(text, "the value");
    fault!(OUT_OF_RANGE, message => help; value.as_str(), min, max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(
        shape: Shape,
        text: &str,
        min: Option<&str>,
        max: Option<&str>,
        one_of: &[&str],
    ) -> Code {
        check_bounds(shape, text, min, max, one_of)
            .unwrap_err()
            .code
    }

    #[test]
    fn bounds_are_inclusive() {
        let check = |text| check_bounds(Shape::Integer, text, Some("1"), Some("9"), &[]);
        assert!(check("1").is_ok() && check("9").is_ok());
        let low = check("0").unwrap_err();
        assert_eq!(low.message(), "`0` is below the minimum of `1`");
        assert_eq!(low.help(), "write a value from `1` to `9`");
        assert_eq!(
            check("10").unwrap_err().message(),
            "`10` is above the maximum of `9`"
        );
    }

    #[test]
    fn one_bound_is_enough() {
        let low = check_bounds(Shape::Float, "0.1", Some("0.5"), None, &[]).unwrap_err();
        assert_eq!(low.help(), "write a value of `0.5` or more");
        let high = check_bounds(Shape::Duration, "2m", None, Some("60s"), &[]).unwrap_err();
        assert_eq!(high.help(), "write a value of `60s` or less");
        assert!(check_bounds(Shape::Duration, "1m", None, Some("60s"), &[]).is_ok());
    }

    #[test]
    fn the_value_is_checked_before_its_bounds() {
        assert_eq!(
            code(Shape::Integer, "x", Some("1"), None, &[]),
            Code::INTEGER
        );
    }

    #[test]
    fn illegal_bounds() {
        assert_eq!(code(Shape::Integer, "1", Some("x"), None, &[]), Code::BOUND);
        assert_eq!(code(Shape::Text, "a", Some("1"), None, &[]), Code::BOUND);
        assert_eq!(code(Shape::Flag, "true", None, Some("1"), &[]), Code::BOUND);
    }

    #[test]
    fn choices() {
        let choices = ["small", "large"];
        assert!(check_bounds(Shape::Text, "small", None, None, &choices).is_ok());
        let near = check_bounds(Shape::Text, "Large", None, None, &choices).unwrap_err();
        assert_eq!(near.message(), "`Large` is none of `small`, `large`");
        assert_eq!(near.help(), "did you mean `large`?");
        let far = check_bounds(Shape::Text, "huge", None, None, &choices).unwrap_err();
        assert_eq!(far.help(), "write `small` or `large`");
        assert!(check_bounds(Shape::Duration, "60s", None, None, &["1m"]).is_ok());
        assert!(check_bounds(Shape::List, "small,large", None, None, &choices).is_ok());
        assert_eq!(
            code(Shape::List, "small,huge", None, None, &choices),
            Code::CHOICE
        );
    }

    #[test]
    fn no_message_contains_a_secret() {
        let problem = check_bounds(Shape::Secret, "hunter2", None, None, &["other"]).unwrap_err();
        assert!(!format!("{problem:?}").contains("hunter2"));
        assert!(!format!("{problem:?}").contains("other"));
    }
}
