//! Values that only the compiler knows: constants in an attribute.
//!
//! What can be told of a value in a constant is checked there, in the words of the rules; the rest, as a password in
//! a URL, waits for `validate()` and `load()`.

use redis_config_rules::{Setting, Shape};

use super::constant_text;
use super::order::{Ordering, duration, integer as whole_number};
use super::refuse::fail;

/// What a constant is held against.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What holds the value: `port`.
    pub name: &'static str,
    /// The setting, if it is one.
    pub setting: Option<Setting>,
    /// The shape of the value.
    pub shape: Shape,
    /// The field's integer type and what it can hold.
    pub fits: Option<(&'static str, i128, i128)>,
    /// Smallest legal value.
    pub min: Option<&'static str>,
    /// Largest legal value.
    pub max: Option<&'static str>,
    /// The only legal values, if any are named.
    pub one_of: &'static [&'static str],
}

/// Whole numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a whole number",
    label = "a whole number is wanted here"
)]
pub trait Integer: Copy {
    /// The type itself. What follows from a type that is none is not reported again.
    type Same;
}

macro_rules! integers {
    ($($ty:ty)*) => { $(impl Integer for $ty { type Same = Self; })* };
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 i128 isize);

/// Refuses a constant that is no whole number.
#[must_use]
pub const fn integer<T: Integer<Same = T>>(number: T) -> <T as Integer>::Same {
    number
}

/// A flag as text.
#[must_use]
pub const fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// A whole number as text.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    bytes: [u8; 40],
    start: usize,
}

impl Digits {
    /// Of that number.
    #[must_use]
    pub const fn of(number: i128) -> Self {
        let mut bytes = [0; 40];
        let mut start = bytes.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            bytes[start] = b"0123456789"[(rest % 10) as usize];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self { bytes, start }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &str {
        let (_, digits) = self.bytes.split_at(self.start);
        match std::str::from_utf8(digits) {
            Ok(text) => text,
            // Digits are ASCII.
            Err(_) => "",
        }
    }
}

/// Fails the compilation if `value` breaks what can be told of it here.
#[track_caller]
pub const fn check(rule: Rule, value: &str) {
    clean(rule, value);
    if let Some(setting) = rule.setting {
        let info = setting.info();
        within(rule, value, info.min, info.max, true);
        one_of(rule, value, info.choices);
        constant_text::check(setting, value);
    }
    fits(rule, value);
    within(rule, value, rule.min, rule.max, false);
    one_of(rule, value, rule.one_of);
}

#[track_caller]
const fn clean(rule: Rule, value: &str) {
    let bytes = value.as_bytes();
    if bytes.is_empty() {
        fail(&[
            "`",
            rule.name,
            "`: the value is empty\nhelp: give it a value, or leave it out",
        ]);
    }
    // PEM text has line breaks, which no other value has.
    let pem = super::bytes::starts_with(bytes, b"-----BEGIN");
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_control() && !(pem && bytes[i] == b'\n') {
            fail(&[
                "`",
                rule.name,
                "`: the value holds a control character\nhelp: remove it: often it is a line break",
            ]);
        }
        i += 1;
    }
}

/// How the value compares with a bound; `None` for what has no order.
#[track_caller]
const fn order(rule: Rule, value: &str, bound: &str) -> Option<Ordering> {
    match rule.shape {
        Shape::Integer => match (whole_number(value), whole_number(bound)) {
            (Some(value), Some(bound)) => Some(Ordering::of_signed(value, bound)),
            (None, _) => fail(&[
                "`",
                rule.name,
                "`: the value is not a whole number\nhelp: write digits only, e.g. `16`",
            ]),
            (Some(_), None) => None,
        },
        Shape::Duration => match (duration(value), duration(bound)) {
            (Some(value), Some(bound)) => Some(Ordering::of(value, bound)),
            (None, _) => fail(&[
                "`",
                rule.name,
                "`: the text is not a duration\nhelp: write a whole number and its unit, e.g. `500ms`, `2s`, `5m`, `1h`",
            ]),
            (Some(_), None) => None,
        },
        _ => None,
    }
}

#[track_caller]
const fn fits(rule: Rule, value: &str) {
    // The form alone.
    let zero = if matches!(rule.shape, Shape::Duration) {
        "0s"
    } else {
        "0"
    };
    let _ = order(rule, value, zero);
    if let Some((ty, min, max)) = rule.fits
        && let Some(number) = whole_number(value)
        && (number < min || number > max)
    {
        fail(&[
            "`",
            value,
            "` does not fit in `",
            ty,
            "`\nhelp: write a smaller number, or give the field a wider type",
        ]);
    }
}

#[track_caller]
const fn within(rule: Rule, value: &str, min: Option<&str>, max: Option<&str>, of_setting: bool) {
    let below = match min {
        Some(min) => matches!(order(rule, value, min), Some(Ordering::Less)),
        None => false,
    };
    let above = match max {
        Some(max) => matches!(order(rule, value, max), Some(Ordering::Greater)),
        None => false,
    };
    if !below && !above {
        return;
    }
    let (least, most) = (or(min, ""), or(max, ""));
    if of_setting && let (Shape::Integer, Some(setting)) = (rule.shape, rule.setting) {
        let info = setting.info();
        let help = [
            "is out of range\nhelp: write a number from ",
            " to ",
            ", e.g. `",
            "`",
        ];
        let [out, to, like, end] = help;
        match info.unit {
            Some(unit) => fail(&[
                value,
                " ",
                unit,
                " ",
                out,
                least,
                to,
                most,
                like,
                info.example,
                end,
            ]),
            None => fail(&[
                info.key,
                " ",
                value,
                " ",
                out,
                least,
                to,
                most,
                like,
                info.example,
                end,
            ]),
        }
    }
    let (side, bound) = if below {
        ("` is below the minimum of `", least)
    } else {
        ("` is above the maximum of `", most)
    };
    let named = ["`", rule.name, "`: `", value, side, bound];
    let [open, name, colon, value, side, bound] = named;
    match (min, max) {
        (Some(_), Some(_)) => fail(&[
            open,
            name,
            colon,
            value,
            side,
            bound,
            "`\nhelp: write a value from `",
            least,
            "` to `",
            most,
            "`",
        ]),
        (Some(_), None) => fail(&[
            open,
            name,
            colon,
            value,
            side,
            bound,
            "`\nhelp: write a value of `",
            least,
            "` or more",
        ]),
        _ => fail(&[
            open,
            name,
            colon,
            value,
            side,
            bound,
            "`\nhelp: write a value of `",
            most,
            "` or less",
        ]),
    }
}

const fn or<'a>(text: Option<&'a str>, else_: &'a str) -> &'a str {
    match text {
        Some(text) => text,
        None => else_,
    }
}

#[track_caller]
const fn one_of(rule: Rule, value: &str, choices: &[&str]) {
    // Numbers and durations can be written in several ways; they are compared at run time.
    if choices.is_empty() || !matches!(rule.shape, Shape::Text) {
        return;
    }
    let mut i = 0;
    while i < choices.len() {
        if super::distinct::same(choices[i], value) {
            return;
        }
        i += 1;
    }
    fail(&[
        "`",
        rule.name,
        "`: `",
        value,
        "` is none of the values that are allowed\nhelp: write `",
        choices[0],
        "`, for example",
    ]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORT: Rule = Rule {
        name: "port",
        setting: Some(Setting::Port),
        shape: Shape::Integer,
        fits: None,
        min: None,
        max: None,
        one_of: &[],
    };
    const TIMEOUT: Rule = Rule {
        name: "connect_timeout",
        setting: Some(Setting::ConnectTimeout),
        shape: Shape::Duration,
        max: Some("30s"),
        ..PORT
    };

    /// What the compiler would say.
    fn said(rule: Rule, value: &'static str) -> Option<String> {
        let said = std::panic::catch_unwind(|| check(rule, value)).err()?;
        said.downcast_ref::<String>().cloned()
    }

    #[test]
    fn numbers_become_their_text() {
        for number in [0, 7, -1, 65_536, i128::MAX, i128::MIN] {
            assert_eq!(Digits::of(number).text(), number.to_string());
        }
    }

    #[test]
    fn the_words_are_those_of_the_rules() {
        for (setting, rule, value) in [
            (Setting::Port, PORT, "0"),
            (Setting::Port, PORT, "65536"),
            (Setting::ConnectTimeout, TIMEOUT, "11m"),
        ] {
            let problem = setting.check_text(value).unwrap_err();
            let said = said(rule, value).unwrap();
            assert!(said.ends_with(&problem.to_string()), "{said}\n{problem}");
        }
    }

    #[test]
    fn what_the_rules_accept_is_accepted() {
        assert_eq!(said(PORT, "65535"), None);
        assert_eq!(said(TIMEOUT, "30s"), None);
        let said = said(TIMEOUT, "31s").unwrap();
        assert!(
            said.contains("`31s` is above the maximum of `30s`"),
            "{said}"
        );
    }
}
