//! The rules about topologies.

use super::check::Check;
use crate::url::RedisUrl;
use crate::{Code, Endpoint, Problem, Setting, Topology};

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
        let declared = self.draft.topology;
        let Some(address) = &self.address else { return };
        let Some(url) = address
            .url
            .as_ref()
            .filter(|_| address.setting == Setting::Url)
        else {
            return;
        };
        if declared == Topology::Auto || url.topology == declared {
            return;
        }
        let problem = Problem::new(
            Code::TOPOLOGY,
            format!(
                "a `{}://` URL does not go with {}",
                url.scheme,
                declared.spoken()
            ),
            help_of_url(url, declared),
        );
        self.report(Setting::Url, None, problem);
    }

    /// `topology = sentinel` without `master`.
    pub(super) fn master(&mut self) {
        let sentinel = self.draft.topology == Topology::Sentinel;
        // A Sentinel URL without the name is illegal.
        if !sentinel || self.draft.has(Setting::Master) || self.draft.has(Setting::Url) {
            return;
        }
        let problem = Problem::new(
            Code::REQUIRES,
            "`topology = sentinel` needs `master`, the name of the service that the sentinels watch",
            "set `master`, e.g. to `mymaster`, as in `sentinel monitor mymaster ...`",
        );
        self.report_lack(Setting::Master, Setting::Master, problem);
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
        let problem = Problem::new(
            Code::CLUSTER_DATABASE,
            format!("`database` is {number}, but most clusters have database 0 alone"),
            "remove `database`, or set `numbered_databases` to `true` if every node has it, as Valkey 9 can",
        );
        self.report(Setting::Database, None, problem);
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
        let (message, help) = match self.draft.topology {
            Topology::Standalone => (
                "no setting has the address of the server",
                "set `url`, e.g. to `redis://127.0.0.1:6379/0`, or `host`, or `socket`",
            ),
            Topology::Sentinel => (
                "no setting has the addresses of the sentinels",
                "set `nodes`, e.g. to `10.0.0.1:26379,10.0.0.2:26379`, or `url` to `redis+sentinel://10.0.0.1:26379/0?master=mymaster`",
            ),
            Topology::Cluster => (
                "no setting has the addresses of the cluster nodes",
                "set `nodes`, e.g. to `10.0.0.1:7000,10.0.0.2:7000`, or `url` to `redis+cluster://10.0.0.1:7000`",
            ),
            Topology::Auto => (
                "no setting has the addresses of the servers",
                "set `url`, e.g. to `redis://127.0.0.1:6379/0`, or `nodes` to `10.0.0.1:7000,10.0.0.2:7000`",
            ),
        };
        let setting = match self.draft.topology {
            Topology::Sentinel | Topology::Cluster => Setting::Nodes,
            Topology::Standalone | Topology::Auto => Setting::Url,
        };
        let problem = Problem::new(Code::ENDPOINT_MISSING, message, help);
        self.report_lack(setting, setting, problem);
    }
}

/// The help text for a URL of another topology.
fn help_of_url(url: &RedisUrl, declared: Topology) -> String {
    let s = if url.tls { "s" } else { "" };
    let socket = matches!(url.endpoints.first(), Some(Endpoint::Unix { .. }));
    let instead = match declared {
        Topology::Standalone | Topology::Auto => format!("redis{s}://10.0.0.1:6379/0"),
        Topology::Sentinel => {
            format!("redis{s}+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster")
        }
        Topology::Cluster
            if url.topology == Topology::Standalone && !socket && url.database.is_none() =>
        {
            return format!(
                "write `redis{s}+cluster://` in place of `{}://`, or remove `topology = cluster`",
                url.scheme
            );
        }
        Topology::Cluster => format!("redis{s}+cluster://10.0.0.1:7000,10.0.0.2:7000"),
    };
    match url.topology {
        Topology::Standalone => format!(
            "write it like `{instead}`, or remove `topology = {}`",
            declared.key()
        ),
        other => format!(
            "write `topology = {}` in the `#[redis(...)]` of the struct, or a URL like `{instead}`",
            other.key()
        ),
    }
}
