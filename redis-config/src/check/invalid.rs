//! The error of an illegal definition.

use std::fmt;

use super::violation::Violation;

/// An illegal definition, with all its violations.
///
/// `Display` prints a line for the instance, then a block for each violation: the setting, the source of its value, the
/// mistake, and how to correct it. It contains no secrets.
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

    /// The violations. Never empty.
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

/// The text of `Display`, because `fn main() -> Result<(), Invalid>` prints `Debug`.
impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Invalid {}
