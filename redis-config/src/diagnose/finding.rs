//! The result of one check.

use serde::Serialize;

/// One line of a diagnosis: the result of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// How serious it is.
    pub status: FindingStatus,
    /// What was checked, and the cause if it is not in order: `connect`, `connect.refused`. Codes do not change between
    /// versions; the guide lists them.
    pub code: &'static str,
    /// The server that it is about, if the instance has several.
    pub server: Option<String>,
    /// The cause, or what is in order.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingStatus {
    /// In order.
    Ok,
    /// Could not be checked, usually because the user may not run a command.
    Unknown,
    /// The instance can be used, and something should be changed.
    Warning,
    /// The instance, or a part of it, cannot be used.
    Error,
}

impl FindingStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
