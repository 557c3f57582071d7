//! The checks of one instance.

use redis_config_rules::Topology;

use super::diagnosis::{Diagnosis, InstanceDiagnosis};
use super::limits::Limits;
use super::report::Report;
use super::{cluster, sentinel, standalone};
use crate::check::invalid::Invalid;
use crate::check::origin::Origin;
use crate::config::definition::RedisConfig;
use crate::connect::open::try_open;
use crate::connect::server::ServerAddr;
use crate::connect::target::{Purpose, Target};
use crate::settings::Endpoint;
use crate::settings::settings::Settings;
use redis_config_rules::Setting;

/// `diagnose()` of a definition.
///
/// Cancel safe: nothing stays open.
pub async fn diagnose<C: RedisConfig>(config: &C) -> Diagnosis {
    Diagnosis::new(vec![diagnose_instance(config).await])
}

/// The same, for one of several.
pub(crate) async fn diagnose_instance<C: RedisConfig>(config: &C) -> InstanceDiagnosis {
    match config.settings() {
        Ok(settings) => Box::pin(instance(Target::new(config, settings))).await,
        Err(error) => invalid(&error, C::NAME),
    }
}

/// Diagnoses an instance.
async fn instance(mut target: Target) -> InstanceDiagnosis {
    let limits = Limits::new(&target.settings);
    let mut report = Report::default();
    if target.settings.disabled() {
        report.warning(
            "config.disabled",
            "the instance is disabled: it opens no connection, and every command fails",
            format!("set {} to `false`", target.naming(Setting::Disabled)),
        );
    } else {
        let mut endpoint = target.settings.endpoint().clone();
        if target.topology == Topology::Auto {
            (target.topology, endpoint) = detect(&target, endpoint, &limits).await;
        }
        match target.topology {
            Topology::Sentinel => sentinel::examine(&target, &limits, &mut report).await,
            Topology::Cluster => cluster::examine(&target, &limits, &mut report).await,
            Topology::Standalone | Topology::Auto => {
                standalone::examine(&target, endpoint, &limits, &mut report).await;
            }
        }
    }
    let settings = &target.settings;
    InstanceDiagnosis::new(
        settings.name(),
        settings.address(),
        target.topology,
        report.findings,
    )
}

/// The definition is valid, and nothing was tried.
pub(crate) fn valid(settings: &Settings) -> InstanceDiagnosis {
    let mut report = Report::default();
    report.ok("config", "valid");
    let (name, address) = (settings.name(), settings.address());
    InstanceDiagnosis::new(name, address, settings.topology(), report.findings)
}

/// The definition is invalid: nothing was tried.
pub(crate) fn invalid(error: &Invalid, name: &str) -> InstanceDiagnosis {
    let mut report = Report::default();
    for violation in error.violations() {
        let origin = match violation.origin() {
            Origin::Missing => "not set".to_owned(),
            origin => format!("from {origin}"),
        };
        let message = format!(
            "`{}`, {origin} [{}]: {}",
            violation.setting(),
            violation.code(),
            violation.message()
        );
        report.error("config.invalid", message, violation.help());
    }
    InstanceDiagnosis::new(name, "", Topology::Auto, report.findings)
}

/// With `topology = auto`: what the first server that answers reports. If none does, the checks of one server show why.
async fn detect(target: &Target, first: Endpoint, limits: &Limits) -> (Topology, Endpoint) {
    for endpoint in target.settings.endpoints() {
        let addr = ServerAddr::data(endpoint.clone());
        let closed = std::sync::Arc::default();
        let purpose = Purpose::Dedicated;
        let attempt = try_open(target, &addr, purpose, None, limits.connect(), &closed);
        if let Ok(socket) = attempt.await {
            let topology = match socket.server_info.mode.as_deref() {
                Some("cluster") => Topology::Cluster,
                _ => Topology::Standalone,
            };
            return (topology, endpoint.clone());
        }
    }
    // Not `Standalone`, which would be compared with the mode of the server.
    (Topology::Auto, first)
}
