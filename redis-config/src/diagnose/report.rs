//! Collects the findings about one server, or about an instance.

use super::codes::CODES;
use super::finding::{Finding, FindingStatus};
use crate::connect::failure::Failure;
use crate::connect::server::ServerAddr;
use crate::connect::target::Target;
use crate::diagnose::failure_code::failure_code;
use crate::diagnose::limits::{Limits, TOTAL_LIMIT};
use redis_config_rules::duration;

/// The findings so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// The server that they are about, if the instance has several.
    server: Option<String>,
    pub(crate) findings: Vec<Finding>,
}

impl Report {
    /// About one of several servers.
    pub(crate) fn about(server: &ServerAddr) -> Self {
        Self {
            server: Some(server.endpoint.to_string()),
            findings: Vec::new(),
        }
    }

    pub(crate) fn ok(&mut self, code: &'static str, message: impl Into<String>) {
        self.add(FindingStatus::Ok, code, message.into(), None);
    }

    pub(crate) fn unknown(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into());
        self.add(FindingStatus::Unknown, code, message.into(), help);
    }

    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into());
        self.add(FindingStatus::Warning, code, message.into(), help);
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into());
        self.add(FindingStatus::Error, code, message.into(), help);
    }

    /// A failure of the connect layer, in its words.
    pub(crate) fn failure(&mut self, failure: Failure, target: &Target, addr: &ServerAddr) {
        let code = failure_code(&failure);
        let error = failure.describe(target, addr);
        self.error(code, error.message.clone(), error.help());
    }

    /// Whether time is left; reports it if not.
    pub(crate) fn has_time(&mut self, limits: &Limits) -> bool {
        if limits.is_over() {
            let message = format!(
                "not checked: the diagnosis has taken {}",
                duration::format(TOTAL_LIMIT)
            );
            let help = "correct the other causes first, or lower `connect_timeout`";
            self.unknown("time", message, help);
            return false;
        }
        true
    }

    /// Adds the findings of another report.
    pub(crate) fn extend(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// Without what is in order.
    pub(crate) fn without_ok(mut self) -> Self {
        self.findings.retain(|one| one.status != FindingStatus::Ok);
        self
    }

    /// With errors as warnings: another server can do the same.
    pub(crate) fn softened(mut self) -> Self {
        for finding in &mut self.findings {
            finding.status = finding.status.min(FindingStatus::Warning);
        }
        self
    }

    fn add(
        &mut self,
        status: FindingStatus,
        code: &'static str,
        message: String,
        help: Option<String>,
    ) {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "{code}");
        self.findings.push(Finding {
            status,
            code,
            server: self.server.clone(),
            message,
            help,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::settings::settings::Settings;
    use redis_config_rules::{Known, Setting, SettingsDraft};

    #[tokio::test(start_paused = true)]
    async fn what_is_left_out_for_lack_of_time_is_unknown() {
        let draft = SettingsDraft {
            entries: vec![(Setting::Url, Known::Text("redis://h/1"))],
            ..SettingsDraft::default()
        };
        let settings = Settings::new("jobs", draft.check().unwrap()).unwrap();
        let limits = Limits::new(&settings);
        let mut report = Report::default();
        tokio::time::advance(Duration::from_secs(29)).await;
        assert!(report.has_time(&limits));
        // A step that begins now ends with the whole.
        let left = limits.reply() - tokio::time::Instant::now();
        assert_eq!(left, Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!report.has_time(&limits));
        let [found] = &report.findings[..] else {
            panic!("{report:?}");
        };
        assert_eq!((found.status, found.code), (FindingStatus::Unknown, "time"));
        assert_eq!(found.message, "not checked: the diagnosis has taken 30s");
    }
}
