//! Where values come from.

use crate::check::Invalid;
use crate::config::RedisConfig;

/// The places to look for values, highest precedence first: code, environment, defaults.
#[derive(Clone, Debug)]
pub struct Sources {
    _private: (),
}

impl Sources {
    /// The environment of the process, then the defaults.
    pub fn standard() -> Self {
        todo!()
    }
    /// Nothing but the defaults.
    pub fn defaults() -> Self {
        todo!()
    }
    /// These variables in place of the environment of the process.
    #[must_use]
    pub fn env<K: Into<std::ffi::OsString>, V: Into<std::ffi::OsString>>(
        self,
        _variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        todo!()
    }
    /// A value from code, which wins against every other source. `field` is the name of a field.
    #[must_use]
    pub fn with(self, _field: &str, _value: impl Into<String>) -> Self {
        todo!()
    }
    /// Loads and checks a definition.
    ///
    /// # Errors
    ///
    /// Every violation, never only the first.
    pub fn load<C: RedisConfig>(&self) -> Result<C, Invalid> {
        todo!()
    }
}
