//! Every problem of a definition at once.

use redis_config_rules::Code;

use crate::config::RedisConfig;
use crate::settings::Settings;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// `Sources::with`, or a field of a struct built by hand.
    Code,
    /// An environment variable.
    Variable(String),
    /// A file that an environment variable names.
    File {
        /// The variable.
        variable: String,
        /// The path.
        path: std::path::PathBuf,
    },
    /// The default in the derive.
    Default,
    /// The attribute of the struct.
    Fixed,
    /// Nothing gave a value.
    Missing,
}

/// One thing that is wrong with a definition.
#[derive(Clone, Debug)]
pub struct Violation {
    pub(crate) code: Code,
    pub(crate) setting: String,
    pub(crate) origin: Origin,
    pub(crate) value: Option<String>,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A definition that must not be used: every violation, never only the first.
#[derive(Clone, Debug)]
pub struct Invalid {
    pub(crate) instance: &'static str,
    pub(crate) violations: Vec<Violation>,
}

pub(crate) fn settings_of<C: RedisConfig>(_config: &C) -> Result<Settings, Invalid> {
    todo!()
}
