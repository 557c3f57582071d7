//! The check of a setting against the topology.

use super::Setting;
use crate::constant::fault;
use crate::{Problem, Topology};

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
        let fits = self.info().topologies.iter();
        let fits = fits.filter(|one| **one != Topology::Auto);
        let fits: Vec<String> = fits
            .map(|one| format!("`topology = {}`", one.key()))
            .collect();
        let help = match (self, topology) {
            (Self::Host | Self::Port, Topology::Sentinel) => {
                "name the sentinels in place of `{0}`: `nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]`"
            }
            (Self::Host | Self::Port, _) => {
                "name nodes of the cluster in place of `{0}`: `nodes = [\"10.0.0.1:7000\", \"10.0.0.2:7000\"]`"
            }
            (Self::Socket, Topology::Sentinel) => {
                "sentinels name servers by host and port: write `nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]`"
            }
            (Self::Socket, _) => {
                "the nodes of a cluster name each other by host and port: write `nodes = [\"10.0.0.1:7000\", \"10.0.0.2:7000\"]`"
            }
            (Self::Nodes, _) => {
                "for one server write `url = \"redis://10.0.0.1:6379\"`; for several add `topology = cluster`, or `topology = sentinel`, to the `#[redis(...)]` of the struct"
            }
            (_, Topology::Cluster) => "remove `{0}`: a cluster has no sentinels",
            (_, Topology::Sentinel) => {
                "remove `{0}`, or write `topology = cluster` in the `#[redis(...)]` of the struct"
            }
            _ => "remove `{0}`, or add {2} to the `#[redis(...)]` of the struct",
        };
        Err(fault!(TOPOLOGY, "`{0}` does not go with {1}" => help;
            self.key(), topology.spoken(), &fits.join(" or "))
        .into())
    }
}
