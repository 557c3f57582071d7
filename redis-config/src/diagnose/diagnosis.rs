//! The result of a diagnosis.

use std::fmt;

use redis_config_rules::Topology as TopologyKind;
use serde::{Serialize, Serializer};

use super::columns;
use super::finding::{Finding, FindingStatus};

/// What `diagnose()` of a definition or a group has found: [`guide::diagnosis`](crate::guide::diagnosis).
///
/// `Display` writes plain text in columns, at most 100 characters wide. `Serialize` writes the same for programs: `ok`,
/// `exit_code` and `instances`, each with its `findings`. Neither shows a secret.
///
/// ```no_run
/// # use redis_config::RedisConfig;
/// # #[derive(Clone, RedisConfig)]
/// # struct JobsRedis { url: String }
/// # async fn f() -> Result<(), redis_config::Invalid> {
/// let found = JobsRedis::load()?.diagnose().await;
/// println!("{found}");
/// std::process::exit(found.exit_code().into());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Diagnosis {
    instances: Vec<InstanceDiagnosis>,
}

/// The findings about one instance.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct InstanceDiagnosis {
    /// Name of the instance.
    pub instance: String,
    /// Its address without secrets; empty if the definition is invalid.
    pub address: String,
    /// The declared topology, or, with `topology = auto`, the one that the server reported; `Auto` if it is not known.
    #[serde(serialize_with = "topology_key")]
    pub topology: TopologyKind,
    /// In the order of the checks.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    pub(crate) fn new(instances: Vec<InstanceDiagnosis>) -> Self {
        Self { instances }
    }

    /// The instances, in the order of the group; one for a single definition.
    #[must_use]
    pub fn instances(&self) -> &[InstanceDiagnosis] {
        &self.instances
    }

    /// Whether nothing prevents the use of any instance: there is no error. There may be warnings.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.worst() < FindingStatus::Error
    }

    /// For the exit of a program: 0 if there is nothing to do, 1 if there are warnings, 2 if there are errors.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.worst() {
            FindingStatus::Ok | FindingStatus::Unknown => 0,
            FindingStatus::Warning => 1,
            FindingStatus::Error => 2,
        }
    }

    fn worst(&self) -> FindingStatus {
        let findings = self.findings().map(|finding| finding.status);
        findings.max().unwrap_or(FindingStatus::Ok)
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.instances.iter().flat_map(|one| &one.findings)
    }

    fn count(&self, status: FindingStatus) -> usize {
        self.findings().filter(|one| one.status == status).count()
    }
}

impl InstanceDiagnosis {
    pub(super) fn new(
        instance: &str,
        address: &str,
        topology: TopologyKind,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            instance: instance.to_owned(),
            address: address.to_owned(),
            topology,
            findings,
        }
    }
}

fn topology_key<S: Serializer>(topology: &TopologyKind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(topology.key())
}

impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a> {
            ok: bool,
            exit_code: u8,
            instances: &'a [InstanceDiagnosis],
        }
        let fields = Fields {
            ok: self.is_ok(),
            exit_code: self.exit_code(),
            instances: &self.instances,
        };
        fields.serialize(serializer)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = self.findings().map(|finding| finding.code.len());
        let widest = codes.max().unwrap_or_default();
        for instance in &self.instances {
            let InstanceDiagnosis {
                instance,
                address,
                topology,
                findings,
            } = instance;
            let topology = match topology {
                TopologyKind::Auto => "",
                topology => topology.key(),
            };
            columns::head(f, instance, topology, address)?;
            for finding in findings {
                columns::write(f, finding, widest)?;
            }
            writeln!(f)?;
        }
        let counts = [
            (self.count(FindingStatus::Error), "error"),
            (self.count(FindingStatus::Warning), "warning"),
            (self.count(FindingStatus::Unknown), "unknown"),
        ];
        let counts = counts.map(|(count, name)| match (count, name) {
            (0 | 2.., "error" | "warning") => format!("{count} {name}s"),
            _ => format!("{count} {name}"),
        });
        f.write_str(&counts.join(", "))
    }
}
