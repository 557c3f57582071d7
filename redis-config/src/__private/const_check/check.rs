//! Values that only the compiler knows: constants in an attribute.
//!
//! A macro sees the path of a constant, not its value. Generated code therefore contains a `const` item for each constant,
//! whose evaluation calls [`check`] and fails the compilation. These checks are a subset of the rules, with the same texts;
//! `validate()` and `load()` check the rest. The derive's own tests compare the texts.

use redis_config_rules::text::Numbers;
use redis_config_rules::{Kind, Setting, Shape, Topology};

use super::panic::refuse;
use super::quote::Quoted;
use super::scalar::Ordering;

/// What a type can hold.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// The kind of its values.
    pub shape: Shape,
    /// The numbers that it holds, if it is an integer type that is known.
    pub numbers: Option<Numbers>,
}

/// What a constant is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The key that has the value: `port`.
    pub name: &'static str,
    /// The setting, if it is one.
    pub setting: Option<Setting>,
    /// The type of the field, if there is one.
    pub ty: Option<Type>,
    /// The declared topology, if the check depends on it.
    pub topology: Option<Topology>,
    /// Smallest legal value.
    pub min: Option<&'static str>,
    /// Largest legal value.
    pub max: Option<&'static str>,
    /// The only legal values, if any are named.
    pub one_of: &'static [&'static str],
}

impl Rule {
    /// Nothing.
    pub const NONE: Self = Self {
        name: "",
        setting: None,
        ty: None,
        topology: None,
        min: None,
        max: None,
        one_of: &[],
    };

    /// The kind of value; `None` if the type parses it from any text.
    const fn shape(&self) -> Option<Shape> {
        match (self.setting, self.ty) {
            (Some(setting), _) => Some(setting.info().kind.shape()),
            (None, Some(ty)) => Some(ty.shape),
            (None, None) => None,
        }
    }
}

/// Fails the compilation if `value` breaks a rule that can be checked in a constant.
#[track_caller]
pub const fn check(rule: Rule, value: &str) {
    if let Some(setting) = rule.setting {
        alone(rule, setting, value);
    } else {
        form(rule, value);
    }
    if let Some(ty) = rule.ty
        && let Some(numbers) = ty.numbers
    {
        fits(rule.name, numbers, value);
    }
    if let Some(shape) = rule.shape() {
        within(rule, shape, value, (rule.min, rule.max), None);
        if !is_one_of(shape, value, rule.one_of) {
            super::choice::check(rule.name, value, rule.one_of);
        }
    }
}

/// [`check`] in a place that needs an expression: returns the value.
#[must_use]
#[track_caller]
pub const fn checked(rule: Rule, value: &'static str) -> &'static str {
    check(rule, value);
    value
}

/// The rule of one setting: see `Setting::check_text`.
#[track_caller]
const fn alone(rule: Rule, setting: Setting, value: &str) {
    let (name, info) = (rule.name, setting.info());
    match info.kind {
        Kind::Url => return super::address::url(name, value, rule.topology),
        Kind::Pem if super::pem::is_inline(value) => return super::pem::check(setting, value),
        Kind::Secret => return super::characters::clean(name, value),
        _ => {}
    }
    if !matches!(info.kind, Kind::Flag) {
        super::characters::clean(name, value);
        super::placeholder::check(name, value);
    }
    match (info.kind, setting) {
        (Kind::Host, Setting::Host) => super::host::alone(name, value, None),
        (Kind::Host, _) => super::host::alone(name, value, Some(info.example)),
        (Kind::Path, Setting::Socket) => super::address::socket(name, value),
        (Kind::Text, Setting::KeyPrefix) => super::name::key_prefix(name, value),
        (Kind::Text, Setting::Username | Setting::SentinelUsername) => {
            super::name::username(name, value);
        }
        (Kind::Text, Setting::ClientName) => {
            super::name::printable(name, "the name of a client", value, "shop-api");
        }
        (Kind::Text, Setting::Master) => {
            super::name::printable(name, "the name of a Sentinel service", value, "mymaster");
        }
        (Kind::Flag, _) => flag_form(name, value),
        (Kind::Integer, _) => {
            let bounds = (info.min, info.max);
            within(rule, Shape::Integer, value, bounds, Some(setting));
        }
        (Kind::Duration, _) => within(rule, Shape::Duration, value, (info.min, info.max), None),
        (Kind::Choice, _) => super::choice::check(name, value, info.choices),
        _ => {}
    }
}

/// The form of a value of a field with `extra`.
#[track_caller]
const fn form(rule: Rule, value: &str) {
    match rule.shape() {
        Some(Shape::Text | Shape::Path) => super::characters::clean(rule.name, value),
        Some(Shape::Flag) => flag_form(rule.name, value),
        // The rest has no bounds.
        Some(shape) => within(rule, shape, value, (None, None), None),
        None => {}
    }
}

#[track_caller]
const fn flag_form(name: &str, value: &str) {
    let lower = super::quote::lower(value.as_bytes());
    let help = match lower.bytes() {
        b"true" | b"1" | b"yes" | b"y" | b"on" => "write `true`",
        b"false" | b"0" | b"no" | b"n" | b"off" => "write `false`",
        _ => "write `true` or `false`",
    };
    if !matches!(value.as_bytes(), b"true" | b"false") {
        refuse(name, &["the value is neither `true` nor `false`"], &[help])
    }
}

/// Whether the type of the field can hold the number.
#[track_caller]
const fn fits(name: &str, numbers: Numbers, value: &str) {
    let [open, quoted, close] = Quoted::of(value, "the number").parts();
    let number = super::scalar::integer(value);
    if let Some(0) = number
        && !numbers.zero
    {
        refuse(
            name,
            &["`0` is out of range"],
            &["write a number other than 0"],
        )
    }
    let beyond = match number {
        Some(number) => number < numbers.least || number > numbers.most,
        None => super::scalar::is_huge(value),
    };
    if !beyond {
        return;
    }
    let negative = value.as_bytes()[0] == b'-' && numbers.name.as_bytes()[0] == b'u';
    if negative {
        refuse(
            name,
            &[open, quoted, close, " is negative"],
            &["write a number of zero or more"],
        )
    }
    refuse(
        name,
        &[open, quoted, close, " is out of range"],
        &["write a number that fits into `", numbers.name, "`"],
    )
}

/// Whether the value is allowed, in any spelling. Kinds of value without an order are compared at run time, except text.
#[track_caller]
const fn is_one_of(shape: Shape, value: &str, one_of: &[&str]) -> bool {
    if one_of.is_empty() || !matches!(shape, Shape::Text | Shape::Integer | Shape::Duration) {
        return true;
    }
    let mut i = 0;
    while i < one_of.len() {
        if matches!(order("", shape, value, one_of[i]), Some(Ordering::Equal)) {
            return true;
        }
        i += 1;
    }
    false
}

/// How the value compares with a bound; `None` for a kind of value without an order.
#[track_caller]
const fn order(name: &str, shape: Shape, value: &str, bound: &str) -> Option<Ordering> {
    match shape {
        Shape::Integer => match (super::scalar::integer(value), super::scalar::integer(bound)) {
            (Some(value), Some(bound)) => Some(Ordering::of_signed(value, bound)),
            (None, _) if super::scalar::is_huge(value) => None,
            (None, _) => refuse(
                name,
                &[super::scalar::not_integer(value)],
                &["write digits only, e.g. `16`"],
            ),
            (Some(_), None) => None,
        },
        Shape::Duration => match (
            super::scalar::duration(value),
            super::scalar::duration(bound),
        ) {
            (Some(value), Some(bound)) => Some(Ordering::of(value, bound)),
            (None, _) => super::scalar::refuse_duration(name, value),
            (Some(_), None) => None,
        },
        _ => None,
    }
}

/// Checks the bounds of a setting, which have texts of their own, or those of a field.
#[track_caller]
const fn within(
    rule: Rule,
    shape: Shape,
    value: &str,
    (min, max): (Option<&str>, Option<&str>),
    setting: Option<Setting>,
) {
    let name = rule.name;
    let (least, most) = (or(min, ""), or(max, ""));
    if let Some(setting) = setting {
        let info = setting.info();
        let help = &[
            "write a number from ",
            least,
            " to ",
            most,
            ", e.g. `",
            info.example,
            "`",
        ];
        let Some(number) = super::scalar::integer(value) else {
            if super::scalar::is_huge(value) {
                return;
            }
            refuse(name, &[super::scalar::not_integer(value)], help)
        };
        let (Some(least), Some(most)) =
            (super::scalar::integer(least), super::scalar::integer(most))
        else {
            return;
        };
        if number >= least && number <= most {
            return;
        }
        if value.len() > 20 {
            // The rules have another text for a number that is too long to read.
            return;
        }
        match info.unit {
            Some(unit) => refuse(name, &[value, " ", unit, " are out of range"], help),
            None => refuse(name, &[info.key, " ", value, " is out of range"], help),
        }
    }
    // The form is checked even without bounds.
    let _ = order(
        name,
        shape,
        value,
        if matches!(shape, Shape::Duration) {
            "0s"
        } else {
            "0"
        },
    );
    let below = match min {
        Some(min) => matches!(order(name, shape, value, min), Some(Ordering::Less)),
        None => false,
    };
    let above = match max {
        Some(max) => matches!(order(name, shape, value, max), Some(Ordering::Greater)),
        None => false,
    };
    if !below && !above {
        return;
    }
    let [open, quoted, close] = Quoted::of(value, "the value").parts();
    let (side, bound) = if below {
        (" is below the minimum of `", least)
    } else {
        (" is above the maximum of `", most)
    };
    let said = &[open, quoted, close, side, bound, "`"];
    match (min, max) {
        (Some(_), Some(_)) => refuse(
            name,
            said,
            &["write a value from `", least, "` to `", most, "`"],
        ),
        (Some(_), None) => refuse(name, said, &["write a value of `", least, "` or more"]),
        _ => refuse(name, said, &["write a value of `", most, "` or less"]),
    }
}

const fn or<'a>(text: Option<&'a str>, else_: &'a str) -> &'a str {
    match text {
        Some(text) => text,
        None => else_,
    }
}
