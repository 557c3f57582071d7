//! Text that is never shown.

use std::borrow::Cow;
use std::fmt;

use redis_config_rules::{Problem, Shape};
use zeroize::Zeroizing;

use crate::value::Value;

/// Text that is never shown: a password.
///
/// It has no `Display` and no `Serialize`; `Debug` prints `[redacted]`; the memory is wiped when it is
/// dropped. [`expose`](Secret::expose) is the one way to the text. Comparing takes the same time for
/// any two secrets of one length.
///
/// ```
/// use redis_config::Secret;
///
/// let password = Secret::new("correct horse");
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "correct horse");
/// ```
///
/// ```compile_fail
/// # let password = redis_config::Secret::new("correct horse");
/// println!("{password}"); // a secret has no `Display`
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over. A `String` is not copied.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Keep what you do with it short, and out of logs and errors.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        // Every byte is looked at, so that the time does not tell how long the common start is.
        let difference = mine
            .iter()
            .zip(theirs)
            .fold(0, |difference, (a, b)| difference | (a ^ b));
        mine.len() == theirs.len() && std::hint::black_box(difference) == 0
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Value for Secret {
    const SHAPE: Shape = Shape::Secret;

    fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self::new(text))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.expose()))
    }
}
