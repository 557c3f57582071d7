//! The options of a private cluster.

use std::path::PathBuf;
use std::time::Duration;

use crate::dev::config::quoted;
use crate::dev::options::{Builder, Kind};
use crate::dev::server::percent;
use crate::dev::tls::tls::ServerTls;

/// Options of a private cluster; from [`Cluster::builder`](crate::dev::Cluster::builder).
#[derive(Clone, Debug)]
#[must_use = "nothing runs before `start`"]
pub struct ClusterBuilder {
    pub(crate) shards: usize,
    pub(crate) replicas: usize,
    node_timeout: Duration,
    require_full_coverage: bool,
    node: Builder,
}

impl ClusterBuilder {
    pub(crate) fn new() -> Self {
        Self {
            shards: 3,
            replicas: 0,
            node_timeout: Duration::from_millis(1_500),
            require_full_coverage: true,
            node: Builder::new(Kind::Node),
        }
    }

    /// How many shards the slots are spread over. Default: 3; 1 at least. Below 3 there is no automatic failover, which
    /// needs more than half of the primaries.
    pub fn shards(mut self, shards: usize) -> Self {
        self.shards = shards.clamp(1, 100);
        self
    }

    /// How many replicas each shard has. Default: 0.
    pub fn replicas(mut self, replicas: usize) -> Self {
        self.replicas = replicas;
        self
    }

    /// After how long a silence a node is taken for dead, in whole milliseconds (`cluster-node-timeout`). Default: 1.5 s.
    pub fn node_timeout(mut self, node_timeout: Duration) -> Self {
        self.node_timeout = node_timeout;
        self
    }

    /// Whether a slot without a node that serves it stops the whole cluster (`CLUSTERDOWN`), or only commands on that slot.
    /// Default: the whole.
    pub fn require_full_coverage(mut self, require_full_coverage: bool) -> Self {
        self.require_full_coverage = require_full_coverage;
        self
    }

    /// The password of the default user on every node. Default: none.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.node = self.node.password(password);
        self
    }

    /// Nodes speak TLS only, with clients and with each other. Default: plaintext only.
    pub fn tls(mut self, tls: ServerTls) -> Self {
        self.node = self.node.tls(tls).plaintext(false);
        self
    }

    /// Whether nodes write to an append-only file. Default: no.
    pub fn append_only(mut self, append_only: bool) -> Self {
        self.node = self.node.append_only(append_only);
        self
    }

    /// The server program, by path or by a name in `PATH`. Default: as
    /// [`Builder::program`](crate::dev::Builder::program).
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.node = self.node.program(program);
        self
    }

    /// Any option of the nodes' configuration.
    pub fn arg(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.node = self.node.arg(key, value);
        self
    }

    pub(crate) fn node(&self) -> Builder {
        // Theirs come last: they win.
        let mut node = self.node.clone();
        let theirs = std::mem::take(&mut node.args);
        let millis = self.node_timeout.as_millis().max(1).to_string();
        let coverage = if self.require_full_coverage {
            "yes"
        } else {
            "no"
        };
        node = node
            .arg("cluster-enabled", "yes")
            .arg("cluster-config-file", "nodes.conf")
            .arg("cluster-node-timeout", millis)
            .arg("cluster-require-full-coverage", coverage)
            // Replicas stay in their shard: tests count on it.
            .arg("cluster-migration-barrier", "100")
            .arg("cluster-replica-validity-factor", "0")
            .arg("repl-diskless-sync-delay", "0");
        if node.tls.is_some() {
            node = node.arg("tls-cluster", "yes").arg("tls-replication", "yes");
        }
        if let Some(password) = node.password.clone() {
            node = node.arg("masterauth", quoted(&password));
        }
        node.args.extend(theirs);
        node
    }

    /// The arguments of `MIGRATE` for the login at the other node.
    pub(crate) fn migrate_auth(&self) -> Vec<String> {
        match self.node.login() {
            Some(login) => match login.user {
                Some(user) => vec!["AUTH2".to_owned(), user, login.password],
                None => vec!["AUTH".to_owned(), login.password],
            },
            None => Vec::new(),
        }
    }

    /// The start of the cluster's URL, up to the hosts.
    pub(crate) fn url_head(&self) -> String {
        let user = self
            .node
            .password
            .as_deref()
            .map_or_else(String::new, |secret| format!(":{}@", percent(secret)));
        let scheme = if self.node.tls.is_some() {
            "rediss"
        } else {
            "redis"
        };
        format!("{scheme}+cluster://{user}")
    }
}
