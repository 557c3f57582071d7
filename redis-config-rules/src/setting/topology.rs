//! The check of a setting against the topology.

use super::Setting;
use crate::{Code, Problem, Topology};

impl Setting {
    /// Checks that the setting applies to the topology.
    ///
    /// # Errors
    ///
    /// Code `topology`.
    ///
    /// ```
    /// use redis_config_rules::{Setting, Topology};
    ///
    /// assert!(Setting::Master.check_topology(Topology::Sentinel).is_ok());
    /// let problem = Setting::Master.check_topology(Topology::Cluster).unwrap_err();
    /// assert_eq!(problem.message, "`master` does not go with `topology = cluster`");
    /// assert_eq!(problem.help, "remove `master`: a cluster has no sentinels");
    /// ```
    pub fn check_topology(self, topology: Topology) -> Result<(), Problem> {
        if self.info().topologies.contains(&topology) {
            return Ok(());
        }
        let key = self.key();
        Err(Problem::new(
            Code::TOPOLOGY,
            format!("`{key}` does not go with {}", topology.spoken()),
            help(self, topology),
        ))
    }
}

/// The help text for a setting that does not apply to the topology.
fn help(setting: Setting, topology: Topology) -> String {
    let key = setting.key();
    match (setting, topology) {
        (Setting::Host | Setting::Port, Topology::Sentinel) => format!(
            "name the sentinels in place of `{key}`: `nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]`"
        ),
        (Setting::Host | Setting::Port, _) => format!(
            "name nodes of the cluster in place of `{key}`: `nodes = [\"10.0.0.1:7000\", \"10.0.0.2:7000\"]`"
        ),
        (Setting::Socket, Topology::Sentinel) => {
            "sentinels name servers by host and port: write `nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]`".to_owned()
        }
        (Setting::Socket, _) => {
            "the nodes of a cluster name each other by host and port: write `nodes = [\"10.0.0.1:7000\", \"10.0.0.2:7000\"]`".to_owned()
        }
        (Setting::Nodes, _) => {
            "for one server write `url = \"redis://10.0.0.1:6379\"`; for several add `topology = cluster`, or `topology = sentinel`, to the `#[redis(...)]` of the struct".to_owned()
        }
        (_, Topology::Cluster) => {
            format!("remove `{key}`: a cluster has no sentinels")
        }
        (_, Topology::Sentinel) => {
            format!("remove `{key}`, or write `topology = cluster` in the `#[redis(...)]` of the struct")
        }
        _ => {
            let one = |topology: &Topology| format!("`topology = {}`", topology.key());
            let fits = setting.info().topologies.iter();
            let fits: Vec<String> = fits.filter(|one| **one != Topology::Auto).map(one).collect();
            format!(
                "remove `{key}`, or add {} to the `#[redis(...)]` of the struct",
                fits.join(" or ")
            )
        }
    }
}
