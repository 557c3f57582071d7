//! What the type of a field can be.

use std::borrow::Cow;

pub use redis_config_rules::{Problem, Shape};

/// A type that a field of a definition can have.
///
/// (docs, example of an own type: to be completed)
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a Redis setting",
    label = "this type is not a `redis_config::Value`",
    note = "use `String`, an integer, `bool`, `Duration`, `Secret`, a path, `Vec<String>`, an `Option` of one, or implement `redis_config::Value` for your type"
)]
pub trait Value: Sized {
    /// What kind of value the type holds.
    const SHAPE: Shape;
    /// Whether the type can hold "not set".
    const OPTIONAL: bool = false;

    /// Reads the value from text.
    ///
    /// # Errors
    ///
    /// What is wrong with the text. The text itself need not be repeated.
    fn parse(text: &str) -> Result<Self, Problem>;

    /// The value as text that [`parse`](Value::parse) reads back; `None` if it is not set.
    fn text(&self) -> Option<Cow<'_, str>>;

    /// The value that stands for "not set", if there is one.
    fn unset() -> Option<Self> {
        None
    }
}

/// Text that is never shown.
#[derive(Clone)]
#[allow(missing_debug_implementations, dead_code)]
pub struct Secret(zeroize::Zeroizing<String>);
