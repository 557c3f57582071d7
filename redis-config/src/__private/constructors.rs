//! What the generated constructors call.

use crate::check::invalid::Invalid;
use crate::config::definition::RedisConfig;
use crate::load::explanation::build;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;
use crate::settings::settings::Settings;

/// `load()`.
///
/// # Errors
///
/// Everything that is missing or wrong.
pub fn load<C: RedisConfig>() -> Result<C, Invalid> {
    Sources::standard().load()
}

/// `load_from()`.
///
/// # Errors
///
/// Everything that is missing or wrong.
pub fn load_from<C: RedisConfig>(sources: &Sources) -> Result<C, Invalid> {
    sources.load()
}

/// `explain()`.
pub fn explain<C: RedisConfig>(sources: &Sources) -> Explanation {
    build::explain::<C>(sources)
}

/// `defaults()`.
///
/// # Errors
///
/// Every field without a default.
pub fn defaults<C: RedisConfig>() -> Result<C, Invalid> {
    Sources::defaults().load()
}

/// `settings()`.
///
/// # Errors
///
/// Everything that is wrong.
pub fn settings<C: RedisConfig>(config: &C) -> Result<Settings, Invalid> {
    config.settings()
}

/// `validate()`.
///
/// # Errors
///
/// Everything that is wrong.
pub fn validate<C: RedisConfig>(config: &C) -> Result<(), Invalid> {
    config.settings().map(drop)
}
