//! `min`, `max` and `one_of`.

use std::cmp::Ordering;

use super::scalar::{
    beyond, check_clean, check_path, parse_address, parse_flag, parse_float, scan_integer,
    split_list,
};
use crate::constant::{ConstText, Fault, tri};
use crate::{Code, Problem, Shape, bytes, duration, suggest};

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
/// assert_eq!(problem.message, "`45s` is above the maximum of `30s`");
/// ```
pub fn check_bounds(
    shape: Shape,
    text: &str,
    min: Option<&str>,
    max: Option<&str>,
    one_of: &[&str],
) -> Result<(), Problem> {
    match shape {
        Shape::List => {
            unordered(shape, min, max)?;
            let items = split_list(text)?;
            items.iter().try_for_each(|item| check_clean(item))?;
            if one_of.is_empty() {
                return Ok(());
            }
            Ok(items
                .into_iter()
                .try_for_each(|item| check_choice(item, one_of, false))?)
        }
        Shape::Address => {
            let address = parse_address(text)?;
            unordered(shape, min, max)?;
            let equal = |one: &&str| parse_address(one).ok() == Some(address);
            if one_of.is_empty() || one_of.iter().any(equal) {
                return Ok(());
            }
            Ok(check_choice(text, one_of, false)?)
        }
        Shape::Float => {
            let number = parse_float(text)?;
            let bound = |text| {
                parse_float(text)
                    .map_err(|problem| wrong_bound(text, &problem.message, &problem.help))
            };
            if let Some(least) = min
                && number.total_cmp(&bound(least)?).is_lt()
            {
                return Err(out_of_range(text, Ordering::Less, min, max).into());
            }
            if let Some(most) = max
                && number.total_cmp(&bound(most)?).is_gt()
            {
                return Err(out_of_range(text, Ordering::Greater, min, max).into());
            }
            let equal =
                |one: &&str| parse_float(one).is_ok_and(|one| one.total_cmp(&number).is_eq());
            if one_of.is_empty() || one_of.iter().any(equal) {
                return Ok(());
            }
            Ok(check_choice(text, one_of, false)?)
        }
        _ => Ok(scan_bounds(shape, text, min, max, one_of)?),
    }
}

/// [`check_bounds`] for constants. Floats, addresses and lists are not checked.
///
/// # Errors
///
/// Those of [`check_bounds`].
pub const fn scan_bounds(
    shape: Shape,
    text: &str,
    min: Option<&str>,
    max: Option<&str>,
    one_of: &[&str],
) -> Result<(), Fault> {
    match shape {
        Shape::Float | Shape::Address | Shape::List => return Ok(()),
        Shape::Text | Shape::Secret | Shape::Url => tri!(check_clean(text)),
        Shape::Path => tri!(check_path(text)),
        Shape::Flag => _ = tri!(parse_flag(text)),
        Shape::Duration => _ = tri!(duration::scan(text)),
        Shape::Integer => {
            if tri!(scan_integer(text)).is_none() {
                return Err(beyond(text, "i128"));
            }
        }
    }
    if let Some(bound) = min
        && let Ordering::Less = tri!(order(shape, text, bound))
    {
        return Err(out_of_range(text, Ordering::Less, min, max));
    }
    if let Some(bound) = max
        && let Ordering::Greater = tri!(order(shape, text, bound))
    {
        return Err(out_of_range(text, Ordering::Greater, min, max));
    }
    let mut i = 0;
    while i < one_of.len() {
        // `60s` is `1m`.
        if matches!(shape, Shape::Integer | Shape::Duration)
            && let Ok(Ordering::Equal) = order(shape, text, one_of[i])
        {
            return Ok(());
        }
        i += 1;
    }
    if one_of.is_empty() {
        return Ok(());
    }
    check_choice(text, one_of, matches!(shape, Shape::Secret | Shape::Url))
}

/// Refuses text that is not in `one_of`, and suggests the nearest item.
const fn check_choice(text: &str, one_of: &[&str], secret: bool) -> Result<(), Fault> {
    let mut all = ConstText::of(&[]);
    let mut any = ConstText::of(&["write "]);
    let mut i = 0;
    while i < one_of.len() {
        if bytes::equal(one_of[i].as_bytes(), text.as_bytes()) {
            return Ok(());
        }
        all.push(if i == 0 { "`" } else { ", `" });
        all.push(one_of[i]);
        all.push("`");
        any.push(if i == 0 { "`" } else { " or `" });
        any.push(one_of[i]);
        any.push("`");
        i += 1;
    }
    if secret {
        return Err(Fault::new(
            Code::CHOICE,
            &["the value is none of those allowed"],
            &["see the definition of the field for the values that are"],
        ));
    }
    let [open, value, close] = bytes::quote(text, "the value");
    let message = &[open, value, close, " is none of ", all.as_str()];
    Err(match suggest::scan_nearest(text, one_of) {
        Some(near) => Fault::new(Code::CHOICE, message, &["did you mean `", near, "`?"]),
        None => Fault::new(Code::CHOICE, message, &[any.as_str()]),
    })
}

/// The error for a value on the wrong `side` of a bound.
const fn out_of_range(text: &str, side: Ordering, min: Option<&str>, max: Option<&str>) -> Fault {
    let [open, value, close] = bytes::quote(text, "the value");
    let (side, bound) = match side {
        Ordering::Less => (" is below the minimum of `", min),
        _ => (" is above the maximum of `", max),
    };
    let bound = match bound {
        Some(bound) => bound,
        None => "",
    };
    let message = &[open, value, close, side, bound, "`"];
    match (min, max) {
        (Some(min), Some(max)) => {
            let help = ["write a value from `", min, "` to `", max, "`"];
            Fault::new(Code::OUT_OF_RANGE, message, &help)
        }
        (Some(min), None) => Fault::new(
            Code::OUT_OF_RANGE,
            message,
            &["write a value of `", min, "` or more"],
        ),
        _ => Fault::new(
            Code::OUT_OF_RANGE,
            message,
            &["write a value of `", bound, "` or less"],
        ),
    }
}

/// Compares a valid value of an ordered shape with a bound, which can be malformed.
const fn order(shape: Shape, value: &str, bound: &str) -> Result<Ordering, Fault> {
    match shape {
        Shape::Integer => match (scan_integer(value), scan_integer(bound)) {
            (Ok(Some(value)), Ok(Some(bound))) => Ok(compare(value, bound)),
            (_, Err(fault)) => Err(wrong_bound(bound, fault.message(), fault.help())),
            _ => {
                let fault = beyond(bound, "i128");
                Err(wrong_bound(bound, fault.message(), fault.help()))
            }
        },
        Shape::Duration => match (duration::scan(value), duration::scan(bound)) {
            (Ok(value), Ok(bound)) => Ok(compare(
                value.as_nanos().cast_signed(),
                bound.as_nanos().cast_signed(),
            )),
            (_, Err(fault)) => Err(wrong_bound(bound, fault.message(), fault.help())),
            (Err(fault), _) => Err(fault),
        },
        _ => Err(unordered_fault(shape)),
    }
}

const fn compare(one: i128, other: i128) -> Ordering {
    if one < other {
        Ordering::Less
    } else if one == other {
        Ordering::Equal
    } else {
        Ordering::Greater
    }
}

const fn wrong_bound(bound: &str, message: &str, help: &str) -> Fault {
    let [open, bound, close] = bytes::quote(bound, "the bound");
    Fault::new(
        Code::BOUND,
        &[open, bound, close, " is wrong: ", message],
        &[help],
    )
}

/// Refuses bounds of a shape without an order.
fn unordered(shape: Shape, min: Option<&str>, max: Option<&str>) -> Result<(), Fault> {
    match min.or(max) {
        Some(_) => Err(unordered_fault(shape)),
        None => Ok(()),
    }
}

const fn unordered_fault(shape: Shape) -> Fault {
    Fault::new(
        Code::BOUND,
        &[shape.describe(), " has no minimum and no maximum"],
        &[
            "remove `min` and `max`; name the legal values with `one_of = [..]`, or check them with `validate = path`",
        ],
    )
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
        assert_eq!(low.message, "`0` is below the minimum of `1`");
        assert_eq!(low.help, "write a value from `1` to `9`");
        assert_eq!(
            check("10").unwrap_err().message,
            "`10` is above the maximum of `9`"
        );
    }

    #[test]
    fn one_bound_is_enough() {
        let low = check_bounds(Shape::Float, "0.1", Some("0.5"), None, &[]).unwrap_err();
        assert_eq!(low.help, "write a value of `0.5` or more");
        let high = check_bounds(Shape::Duration, "2m", None, Some("60s"), &[]).unwrap_err();
        assert_eq!(high.help, "write a value of `60s` or less");
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
        assert_eq!(near.message, "`Large` is none of `small`, `large`");
        assert_eq!(near.help, "did you mean `large`?");
        let far = check_bounds(Shape::Text, "huge", None, None, &choices).unwrap_err();
        assert_eq!(far.help, "write `small` or `large`");
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
        assert!(!problem.to_string().contains("hunter2"));
        assert!(!problem.to_string().contains("other"));
    }
}
