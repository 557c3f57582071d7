//! Values inside a variable that holds JSON.

use redis_config_rules::{Code, Problem, Setting};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::Parts;

/// Parses the text of a variable.
///
/// # Errors
///
/// The text is not JSON. The message contains the position, not the text.
pub(crate) fn parse(variable: &str, text: &[u8]) -> Result<Value, Box<Violation>> {
    serde_json::from_slice(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        broken(
            variable,
            format!("`{variable}` is not JSON, from line {line}, column {column}"),
        )
    })
}

/// The violation for a variable that cannot be read.
pub(crate) fn broken(variable: &str, message: String) -> Box<Violation> {
    let problem = Problem::new(
        Code::PLATFORM,
        message,
        format!(
            "the platform writes `{variable}`: do not change it; if it is set by hand, copy all of it, in quotes"
        ),
    );
    let origin = Origin::Variable(variable.to_owned());
    Box::new(Violation::new(Setting::Url.key(), origin, problem))
}

/// A value and its place.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) variable: &'static str,
    /// The path in the text: `p.redis[name=jobs].credentials`.
    pub(crate) pointer: String,
}

impl<'a> Node<'a> {
    /// A member of an object, if it is there and not `null`.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self {
            value,
            variable: self.variable,
            pointer: format!("{}.{name}", self.pointer),
        })
    }

    /// A text, a number or a boolean, as text.
    pub(crate) fn text(&self) -> Option<Zeroizing<String>> {
        let text = match self.value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => self.value.to_string(),
            _ => return None,
        };
        Some(Zeroizing::new(text))
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::Json {
            variable: self.variable.to_owned(),
            pointer: self.pointer.clone(),
        }
    }

    /// Adds the member with one of these names to the parts of a server.
    ///
    /// # Errors
    ///
    /// The value breaks the rule of its setting, or two names have different values.
    pub(crate) fn add(
        &self,
        parts: &mut Parts,
        setting: Setting,
        names: &[&str],
    ) -> Result<(), Box<Violation>> {
        for member in names.iter().filter_map(|name| self.get(name)) {
            if let Some(text) = member.text() {
                parts.text(setting, text, member.origin())?;
            }
        }
        Ok(())
    }
}
