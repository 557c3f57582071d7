//! One thing that is wrong, in words.

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
}

impl Problem {
    /// A problem of rule `code`.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Stable name of a rule. Once published, a code keeps its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// A rule of that name: lower case, words joined with `-`.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The code as printed, e.g. `url-port`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}
