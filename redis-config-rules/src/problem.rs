//! A broken rule and its error text.

use std::fmt;

use crate::Code;

/// A broken rule: its stable code, a message and a help text.
///
/// The texts contain no secrets. They do not name the source of the value, which only the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name of the rule.
    pub code: Code,
    /// The mistake, in one line: lower case, code in backticks, no full stop.
    pub message: String,
    /// How to correct it, as text to paste where possible.
    pub help: String,
    item: Option<usize>,
}

impl Problem {
    /// A problem with the rule `code`.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: help.into(),
            item: None,
        }
    }

    /// Marks the problem as one of item `at` of a list.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// let problem = Setting::Nodes.check_text("10.0.0.1:7000,10.0.0.2:0").unwrap_err();
    /// assert_eq!(problem.item(), Some(1));
    /// ```
    #[must_use]
    pub fn of_item(self, at: usize) -> Self {
        Self {
            item: Some(at),
            ..self
        }
    }

    /// The index of the wrong item, if exactly one item of a list is wrong.
    pub fn item(&self) -> Option<usize> {
        self.item
    }
}

/// The message on line one, the help on line two.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.message, self.help)
    }
}

impl std::error::Error for Problem {}
