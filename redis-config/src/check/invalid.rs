//! A definition that must not be used.

use std::fmt;

use super::violation::Violation;

/// A definition that must not be used: every violation, never only the first.
///
/// `Display` is meant for people: a line for the instance, then a block for each violation that says which
/// setting, where its value came from, what is wrong, and how to mend it. Nothing in it is secret.
///
/// ```
/// # use redis_config::{Invalid, RedisConfig, Sources};
/// # fn load<C: RedisConfig>() -> Result<C, Invalid> {
/// Sources::standard().load::<C>().inspect_err(|invalid| {
///     for violation in invalid.violations() {
///         eprintln!("{}: {}", violation.setting(), violation.help());
///     }
/// })
/// # }
/// ```
#[derive(Clone)]
pub struct Invalid {
    pub(crate) instance: &'static str,
    pub(crate) violations: Vec<Violation>,
}

impl Invalid {
    /// Name of the instance.
    pub fn instance(&self) -> &str {
        self.instance
    }

    /// What is wrong; never empty.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.violations.len() == 1 { "" } else { "s" };
        write!(
            f,
            "Redis instance `{}` is not usable: {} violation{plural}",
            self.instance,
            self.violations.len()
        )?;
        for violation in &self.violations {
            write!(f, "\n\n{violation}")?;
        }
        Ok(())
    }
}

/// The text of `Display`: it is what `fn main() -> Result<(), Invalid>` prints.
impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Invalid {}
