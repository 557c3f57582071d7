//! One thing that is wrong, in words.

use std::fmt;

use crate::Code;

/// A rule that a value breaks: a stable code, what is wrong, and what to write instead.
///
/// Neither text ever holds a secret, and neither says where the value came from: the caller knows that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name of the rule.
    pub code: Code,
    /// What is wrong: lower case, code in backticks, one line, no full stop.
    pub message: String,
    /// What to write instead: something that can be pasted where possible.
    pub help: String,
    item: Option<usize>,
}

impl Problem {
    /// A problem of rule `code`.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: help.into(),
            item: None,
        }
    }

    /// The same problem, of one item of a list.
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

    /// Which item of a list is to blame, counted from 0, if it is one alone.
    pub fn item(&self) -> Option<usize> {
        self.item
    }

    /// `what` needs a cargo feature of the library that is off.
    ///
    /// ```
    /// use redis_config_rules::Problem;
    ///
    /// let problem = Problem::feature_off("`rediss://`", "tls");
    /// assert_eq!(
    ///     problem.message,
    ///     "`rediss://` needs the cargo feature `tls` of redis-config, which is off"
    /// );
    /// ```
    pub fn feature_off(what: &str, feature: &str) -> Self {
        Self::new(
            Code::FEATURE_OFF,
            format!("{what} needs the cargo feature `{feature}` of redis-config, which is off"),
            format!("add it in Cargo.toml: `redis-config = {{ ..., features = [\"{feature}\"] }}`"),
        )
    }
}

/// The message on line one, the help on line two.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.message, self.help)
    }
}

impl std::error::Error for Problem {}
