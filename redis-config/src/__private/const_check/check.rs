//! Values that only the compiler knows: constants in an attribute.
//!
//! A macro sees the path of a constant, not its value. Generated code therefore contains a `const` item for each constant,
//! whose evaluation calls [`check`] and fails the compilation with the text that the macro has for a literal.

use redis_config_rules::constant::{ConstText, Fault};
use redis_config_rules::text::{self, Numbers};
use redis_config_rules::{Kind, Setting, Shape, Topology, url};

use super::panic::{fail, refuse_fault};

/// What a type can hold.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// The kind of its values.
    pub shape: Shape,
    /// The numbers that it holds, if it is an integer type that is known.
    pub numbers: Option<Numbers>,
    /// The only texts that it accepts, if they are known.
    pub words: &'static [&'static str],
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
    /// Whether the value is `max` itself.
    pub upper: bool,
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
        upper: false,
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

/// Fails the compilation if `value` breaks a rule.
#[track_caller]
pub const fn check(rule: Rule, value: &str) {
    let name = rule.name;
    if let Some(setting) = rule.setting {
        let kind = setting.info().kind;
        if matches!(kind, Kind::Pem) && redis_config_rules::pem::is_inline(value) {
            refuse_private_key(setting);
        }
        refuse_fault(name, setting.scan(value));
        if let Some(scheme) = setting.tls_scheme(value)
            && !cfg!(feature = "tls")
        {
            let scheme = ConstText::of(&["`", scheme, "://`"]);
            refuse_fault::<()>(name, Err(Fault::feature_off(scheme.as_str(), "tls")));
        }
        if let (Kind::Url, Some(topology)) = (kind, rule.topology) {
            refuse_fault(name, url::check_topology(value, topology));
        }
    } else if let Some(Shape::Url) = rule.shape() {
        refuse_fault(name, Setting::Url.scan(value));
    } else if let Some(shape) = rule.shape() {
        refuse_fault(name, text::check_bounds(shape, value, None, None, &[]));
    }
    if let Some(ty) = rule.ty
        && let Some(numbers) = ty.numbers
    {
        refuse_fault(name, numbers.check(value));
    }
    if let Some(ty) = rule.ty
        && !ty.words.is_empty()
    {
        refuse_fault(
            name,
            text::check_bounds(Shape::Text, value, None, None, ty.words),
        );
    }
    // PEM text has line breaks. Only the rule of its setting accepts them.
    let pem = matches!(rule.setting, Some(setting) if matches!(setting.info().kind, Kind::Pem));
    if let Some(shape) = rule.shape()
        && !pem
    {
        let (mut min, mut max, one_of) = (rule.min, rule.max, rule.one_of);
        if let (Some(least), Some(most)) = (min, max)
            && text::check_bounds(shape, most, Some(least), None, &[]).is_err()
        {
            // The item of `max` reports it.
            (min, max) = (None, None);
        }
        let checked = text::check_bounds(shape, value, min, max, one_of);
        if rule.upper && checked.is_err() {
            let (message, help) = text::MAX_BELOW_MIN;
            fail(message, help, &[])
        }
        refuse_fault(name, checked);
    }
}

/// [`check`] in a place that needs an expression: returns the value.
#[must_use]
#[track_caller]
pub const fn checked(rule: Rule, value: &'static str) -> &'static str {
    check(rule, value);
    value
}

/// Refuses every private key: as a constant, it would end up in the binary.
#[track_caller]
const fn refuse_private_key(setting: Setting) {
    if !setting.is_private_key() {
        return;
    }
    fail(
        "`{0}` is a private key: here it would be in the source and in the binary",
        "give the path of its file, or make it a field, `{0}: Option<redis_config::Secret>`, and give its text in the environment",
        &[setting.key()],
    )
}
