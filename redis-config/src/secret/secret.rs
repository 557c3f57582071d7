//! Text that no output contains.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use redis_config_rules::{Problem, Shape};
use zeroize::Zeroizing;

use super::source::SecretOrigin;
use crate::value::Value;

/// A password or other text that no output may contain.
///
/// It has no `Display` and no `Serialize`, and `Debug` prints `[redacted]`. Only [`expose`](Secret::expose) returns the text.
/// The memory is wiped on drop. Comparing secrets of equal length takes constant time.
///
/// A secret that was loaded from a `_FILE` variable or from a variable of the process remembers its source, and so do its
/// clones. If it is the password of a definition, it is read again for each new connection, so that a rotated password needs
/// no restart. See [`credentials`](crate::credentials).
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
pub struct Secret {
    text: Zeroizing<String>,
    origin: Option<Arc<SecretOrigin>>,
}

impl Secret {
    /// Creates a secret. A `String` is not copied.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Zeroizing::new(text.into()),
            origin: None,
        }
    }

    /// The text. Keep it out of logs and errors, and do not store it.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.text.as_bytes(), other.text.as_bytes());
        // All bytes are compared, so that the time does not depend on the common prefix.
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

    fn sprung(mut self, origin: &Arc<SecretOrigin>) -> Self {
        self.origin = Some(Arc::clone(origin));
        self
    }

    fn origin(&self) -> Option<&Arc<SecretOrigin>> {
        self.origin.as_ref()
    }
}
