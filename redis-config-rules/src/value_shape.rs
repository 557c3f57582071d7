//! The kinds of value that a field's type can hold.

/// The kind of value that a field's type holds: `redis_config::Value::SHAPE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Text.
    Text,
    /// Text that no output may contain: `Secret`.
    Secret,
    /// A Redis URL, which output shows without user info: `Url`.
    Url,
    /// Whole numbers.
    Integer,
    /// Numbers with a fraction.
    Float,
    /// `true` and `false`.
    Flag,
    /// A duration.
    Duration,
    /// A path.
    Path,
    /// Several texts.
    List,
    /// A socket address.
    Address,
}

impl Shape {
    /// The shape as error messages name it: "a whole number".
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Secret => "a secret",
            Self::Url => "a Redis URL",
            Self::Integer => "a whole number",
            Self::Float => "a number",
            Self::Flag => "`true` or `false`",
            Self::Duration => "a duration with its unit",
            Self::Path => "a path",
            Self::List => "a list with commas",
            Self::Address => "an address with its port",
        }
    }
}
