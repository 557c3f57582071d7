//! What a load found out besides the values: violations, values that lost, and variables that no field reads.

use redis_config_rules::Setting;

use crate::check::origin::Origin;
use crate::check::violation::Violation;

/// The record of one load. `load` returns its violations; `explain` shows all of it.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) violations: Vec<Violation>,
    pub(crate) shadowed: Vec<Shadowed>,
    pub(crate) ignored: Vec<Ignored>,
    /// The platform that describes the instance, such as `Heroku`.
    pub(crate) platform: Option<&'static str>,
    /// Advice about a value that is legal, such as a host name that belongs to a cluster.
    pub(crate) hints: Vec<String>,
}

impl Report {
    pub(crate) fn ignore(&mut self, variable: impl Into<String>, reason: impl Into<String>) {
        let variable = variable.into();
        // The platform comes first, and knows more.
        if self.ignored.iter().any(|known| known.variable == variable) {
            return;
        }
        self.ignored.push(Ignored {
            variable,
            reason: reason.into(),
        });
    }
}

/// A value that a stronger source replaces.
pub(crate) struct Shadowed {
    pub(crate) setting: Setting,
    pub(crate) origin: Origin,
    /// The value as it may be shown.
    pub(crate) shown: Option<String>,
    /// The source that is used.
    pub(crate) by: Origin,
    /// Whether the values differ.
    pub(crate) differs: bool,
}

/// A variable that no field reads.
pub(crate) struct Ignored {
    pub(crate) variable: String,
    /// The reason, such as `Kubernetes service link, not a port`.
    pub(crate) reason: String,
}
