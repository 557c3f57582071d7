//! The explanation of a load, as data.

use serde::Serialize;

/// Where the values of one or several instances came from, and what was not used.
///
/// From `explain(&sources)` of a definition or a group. `Display` writes columns for people, at most 100 characters wide and
/// without colour; `Serialize` gives the same to tools. Neither shows a secret: of a password, only whether it is set and its
/// length. An explanation never connects and never fails: invalid values are part of it.
///
/// ```
/// use redis_config::{RedisConfig, Secret, Sources};
///
/// #[derive(Clone, RedisConfig)]
/// #[redis(name = "jobs", env = "JOBS_REDIS")]
/// struct JobsRedis {
///     #[redis(default = "redis://127.0.0.1:6379/1")]
///     url: String,
///     password: Option<Secret>,
/// }
///
/// let sources = Sources::standard().env([("JOBS_REDIS_PASS", "hunter2")]).profile("dev");
/// let why = JobsRedis::explain(&sources);
/// assert!(why.is_valid());
/// assert!(why.to_string().contains("password          set, 7 characters"));
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub(crate) instances: Vec<Explained>,
}

/// One instance.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Explained {
    pub(crate) name: &'static str,
    pub(crate) topology: String,
    pub(crate) profile: Option<ChosenProfile>,
    pub(crate) platform: Option<&'static str>,
    pub(crate) values: Vec<ExplainedValue>,
    pub(crate) shadowed: Vec<ExplainedLoss>,
    pub(crate) ignored: Vec<ExplainedVariable>,
    pub(crate) hints: Vec<String>,
    pub(crate) violations: Vec<ExplainedViolation>,
}

/// The active profile and what chose it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChosenProfile {
    pub(crate) name: String,
    pub(crate) by: String,
}

/// A field or a fixed setting.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExplainedValue {
    pub(crate) setting: &'static str,
    /// The value as it may be shown.
    pub(crate) value: String,
    pub(crate) origin: String,
}

/// A value that lost to a stronger source.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExplainedLoss {
    pub(crate) setting: &'static str,
    /// `None` if it may be secret.
    pub(crate) value: Option<String>,
    pub(crate) origin: String,
    pub(crate) by: String,
    pub(crate) differs: bool,
}

/// A variable that nothing reads.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExplainedVariable {
    pub(crate) variable: String,
    pub(crate) reason: String,
}

/// A mistake.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExplainedViolation {
    pub(crate) setting: String,
    pub(crate) code: &'static str,
    pub(crate) origin: String,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Explanation {
    /// Whether every instance would load.
    pub fn is_valid(&self) -> bool {
        self.instances.iter().all(|one| one.violations.is_empty())
    }
}
