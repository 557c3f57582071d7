//! Text that no output contains.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use redis_config_rules::{Problem, Shape};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use zeroize::Zeroizing;

use super::source::SecretOrigin;
use crate::value::Value;

/// A password or other text that no output may contain.
///
/// It has no `Display` and no `Serialize`, and `Debug` prints `[redacted]`. Only [`expose`](Secret::expose) returns the text.
/// It implements `Deserialize`, from text.
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
///
/// ```compile_fail
/// # let password = redis_config::Secret::new("correct horse");
/// serde_json::to_string(&password); // a secret has no `Serialize`
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

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for text, `serde_json` itself quotes a number in its error.
        match deserializer.is_human_readable() {
            true => deserializer.deserialize_any(Text),
            false => deserializer.deserialize_string(Text),
        }
    }
}

/// Takes text. The default errors of `Visitor` quote a number that should have been text: here it is the secret.
struct Text;

/// Refuses a type without quoting the value.
macro_rules! refuse {
    ($($visit:ident: $type:ty),+) => {$(
        fn $visit<E: Error>(self, _: $type) -> Result<Secret, E> {
            Err(E::custom("a secret must be text in quotes"))
        }
    )+};
}

impl Visitor<'_> for Text {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret as text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    refuse!(visit_bool: bool, visit_i64: i64, visit_i128: i128, visit_u64: u64, visit_u128: u128, visit_f64: f64);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_from_text_and_no_error_shows_it() {
        let secret: Secret = serde_json::from_str("\"correct horse\"").unwrap();
        assert_eq!(secret.expose(), "correct horse");
        for wrong in ["8315", "-8315", "8315.5", "true", "83158315831583158315"] {
            let error = serde_json::from_str::<Secret>(wrong)
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("a secret must be text in quotes"),
                "{error}"
            );
        }
        for wrong in ["[8315]", "{\"8315\": 8315}", "null"] {
            let error = serde_json::from_str::<Secret>(wrong)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("expected a secret as text") && !error.contains("8315"),
                "{error}"
            );
        }
    }
}
