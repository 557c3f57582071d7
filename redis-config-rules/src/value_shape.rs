//! What the type of a field can hold.

/// What the type of a field can hold, as `redis_config::Value::SHAPE` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Text.
    Text,
    /// Text that is never shown: `Secret`.
    Secret,
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
    /// The shape in words, as it stands in messages: "a whole number".
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Secret => "a secret",
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
