//! The rules about topologies.

use super::check::Check;
use crate::constant::fault;
use crate::{Setting, Topology, url};

impl Check<'_> {
    /// `topology = cluster` and `master`: settings that do not apply to the topology.
    pub(super) fn topology_of_settings(&mut self) {
        let (draft, topology) = (self.draft, self.draft.topology);
        for setting in draft.settings() {
            // The port is not reported in addition to its host.
            let with_host = setting == Setting::Port && draft.has(Setting::Host);
            if with_host || draft.is_off(setting) {
                continue;
            }
            if let Err(problem) = setting.check_topology(topology) {
                self.report(setting, None, problem);
            }
        }
    }

    /// `topology = cluster` and `redis+sentinel://`: a URL of another topology.
    pub(super) fn topology_of_url(&mut self) {
        if let Some(text) = self.draft.text(Setting::Url)
            && let Err(fault) = url::check_topology(text, self.draft.topology)
        {
            self.report(Setting::Url, None, fault);
        }
    }

    /// `topology = sentinel` without `master`.
    pub(super) fn master(&mut self) {
        let sentinel = self.draft.topology == Topology::Sentinel;
        // A Sentinel URL without the name is illegal.
        if !sentinel || self.draft.has(Setting::Master) || self.draft.has(Setting::Url) {
            return;
        }
        let fault = fault!(REQUIRES, "`topology = sentinel` needs `master`, the name of the service that the sentinels watch"
            => "set `master`, e.g. to `mymaster`, as in `sentinel monitor mymaster ...`");
        self.report_lack(Setting::Master, Setting::Master, fault);
    }

    /// `topology = cluster` and `database = 1`: most clusters have only database 0.
    pub(super) fn cluster_database(&mut self) {
        let cluster = self.draft.decided(self.address.as_ref()) == Topology::Cluster;
        let number = self.draft.text(Setting::Database);
        let Some(number) = number.filter(|number| cluster && *number != "0") else {
            return;
        };
        let numbered = self.draft.flag(Setting::NumberedDatabases);
        if numbered != Some(false) || self.blamed(Setting::Database) {
            return;
        }
        let fault = fault!(CLUSTER_DATABASE, "`database` is {0}, but most clusters have database 0 alone"
            => "remove `database`, or set `numbered_databases` to `true` if every node has it, as Valkey 9 can"; number);
        self.report(Setting::Database, None, fault);
    }

    /// No `url`, `host`, `socket` or `nodes`.
    pub(super) fn endpoint(&mut self) {
        let locating = [
            Setting::Url,
            Setting::Host,
            Setting::Port,
            Setting::Socket,
            Setting::Nodes,
        ];
        // A port without a host is already reported.
        if locating.iter().any(|one| self.draft.has(*one)) {
            return;
        }
        let (setting, fault) = match self.draft.topology {
            Topology::Standalone => (
                Setting::Url,
                fault!(ENDPOINT_MISSING, "no setting has the address of the server"
                => "set `url`, e.g. to `redis://127.0.0.1:6379/0`, or `host`, or `socket`"),
            ),
            Topology::Sentinel => (
                Setting::Nodes,
                fault!(ENDPOINT_MISSING, "no setting has the addresses of the sentinels"
                => "set `nodes`, e.g. to `10.0.0.1:26379,10.0.0.2:26379`, or `url` to `redis+sentinel://10.0.0.1:26379/0?master=mymaster`"),
            ),
            Topology::Cluster => (
                Setting::Nodes,
                fault!(ENDPOINT_MISSING, "no setting has the addresses of the cluster nodes"
                => "set `nodes`, e.g. to `10.0.0.1:7000,10.0.0.2:7000`, or `url` to `redis+cluster://10.0.0.1:7000`"),
            ),
            Topology::Auto => (
                Setting::Url,
                fault!(ENDPOINT_MISSING, "no setting has the addresses of the servers"
                => "set `url`, e.g. to `redis://127.0.0.1:6379/0`, or `nodes` to `10.0.0.1:7000,10.0.0.2:7000`"),
            ),
        };
        self.report_lack(setting, setting, fault);
    }
}
