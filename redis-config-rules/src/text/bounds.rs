//! `min`, `max` and `one_of`.

use std::cmp::Ordering;

use super::scalar::{parse, parse_address, parse_float, parse_integer, quote, split_list};
use crate::{Code, Problem, Shape, duration, suggest};

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
    parse(shape, text)?;
    if let Some(min) = min
        && order(shape, text, min)? == Ordering::Less
    {
        return Err(out_of_range(text, "below the minimum", min, Some(min), max));
    }
    if let Some(max) = max
        && order(shape, text, max)? == Ordering::Greater
    {
        return Err(out_of_range(text, "above the maximum", max, min, Some(max)));
    }
    if one_of.is_empty() {
        return Ok(());
    }
    if shape == Shape::List {
        return split_list(text)?
            .into_iter()
            .try_for_each(|item| check_choice(item, one_of, false));
    }
    if one_of.iter().any(|one| equal(shape, text, one)) {
        return Ok(());
    }
    check_choice(text, one_of, shape == Shape::Secret)
}

/// Refuses text that is not in `one_of`, and suggests the nearest item.
fn check_choice(text: &str, one_of: &[&str], secret: bool) -> Result<(), Problem> {
    if one_of.contains(&text) {
        return Ok(());
    }
    let all: Vec<String> = one_of.iter().map(|one| format!("`{one}`")).collect();
    let (message, help) = if secret {
        (
            "the value is none of those allowed".to_owned(),
            "see the definition of the field for the values that are".to_owned(),
        )
    } else {
        let named = quote(text, "the value");
        let help = match suggest::nearest(text, one_of.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", all.join(" or ")),
        };
        (format!("{named} is none of {}", all.join(", ")), help)
    };
    Err(Problem::new(Code::CHOICE, message, help))
}

fn out_of_range(
    text: &str,
    side: &str,
    bound: &str,
    min: Option<&str>,
    max: Option<&str>,
) -> Problem {
    let help = match (min, max) {
        (Some(min), Some(max)) => format!("write a value from `{min}` to `{max}`"),
        _ if side.starts_with("below") => format!("write a value of `{bound}` or more"),
        _ => format!("write a value of `{bound}` or less"),
    };
    let named = quote(text, "the value");
    Problem::new(
        Code::OUT_OF_RANGE,
        format!("{named} is {side} of `{bound}`"),
        help,
    )
}

/// Compares two values of an ordered shape.
fn order(shape: Shape, value: &str, bound: &str) -> Result<Ordering, Problem> {
    let malformed = |problem: Problem| {
        Problem::new(
            Code::BOUND,
            format!(
                "{} is wrong: {}",
                quote(bound, "the bound"),
                problem.message
            ),
            problem.help,
        )
    };
    match shape {
        Shape::Integer => {
            let bound: i128 = parse_integer(bound).map_err(malformed)?;
            Ok(parse_integer::<i128>(value)?.cmp(&bound))
        }
        Shape::Duration => {
            let bound = duration::parse(bound).map_err(malformed)?;
            Ok(duration::parse(value)?.cmp(&bound))
        }
        Shape::Float => {
            let bound = parse_float(bound).map_err(malformed)?;
            Ok(parse_float(value)?.total_cmp(&bound))
        }
        Shape::Text | Shape::Secret | Shape::Flag | Shape::Path | Shape::List | Shape::Address => {
            Err(Problem::new(
                Code::BOUND,
                format!("{} has no minimum and no maximum", shape.describe()),
                "remove `min` and `max`; name the legal values with `one_of = [..]`, or check them with `validate = path`",
            ))
        }
    }
}

/// Whether two texts are the same value: `60s` is `1m`.
fn equal(shape: Shape, a: &str, b: &str) -> bool {
    match shape {
        Shape::Integer | Shape::Duration | Shape::Float => {
            order(shape, a, b) == Ok(Ordering::Equal)
        }
        Shape::Address => parse_address(a).ok() == parse_address(b).ok(),
        _ => a == b,
    }
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
