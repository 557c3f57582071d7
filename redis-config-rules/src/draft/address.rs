//! What the address says: a URL, or the nodes.

use super::Draft;
use crate::nodes::Nodes;
use crate::url::RedisUrl;
use crate::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Problem, Setting, Topology};

/// An address that is known and legal.
pub(super) struct Named {
    /// The setting that holds it.
    pub(super) setting: Setting,
    pub(super) endpoints: Vec<Endpoint>,
    /// What it says beside that; nodes need not be URLs.
    pub(super) url: Option<RedisUrl>,
}

impl Draft<'_> {
    pub(super) fn named(&self) -> Option<Named> {
        if let Some(text) = self.text(Setting::Url) {
            let url = RedisUrl::parse(text).ok()?;
            return Some(Named {
                setting: Setting::Url,
                endpoints: url.endpoints.clone(),
                url: Some(url),
            });
        }
        let Nodes { endpoints, url } = self.nodes(self.text(Setting::Nodes)?).ok()?;
        Some(Named {
            setting: Setting::Nodes,
            endpoints,
            url,
        })
    }

    /// The nodes of a list; one that leaves its port out has that of the topology.
    pub(super) fn nodes(&self, text: &str) -> Result<Nodes, Problem> {
        let port = match self.topology {
            Topology::Sentinel => DEFAULT_SENTINEL_PORT,
            // Only sentinels know services by name.
            Topology::Auto if self.has(Setting::Master) => DEFAULT_SENTINEL_PORT,
            Topology::Standalone | Topology::Cluster | Topology::Auto => DEFAULT_PORT,
        };
        Nodes::parse(text, port)
    }

    /// The topology that is left to find: a URL of sentinels or of a cluster decides what is declared `auto`, and so does
    /// `master`.
    pub(super) fn decided(&self, named: Option<&Named>) -> Topology {
        let by_url = named
            .filter(|named| named.setting == Setting::Url)
            .and_then(|named| named.url.as_ref())
            .map(|url| url.topology);
        match (self.topology, by_url) {
            (Topology::Auto, Some(decided @ (Topology::Sentinel | Topology::Cluster))) => decided,
            // Only sentinels know services by name.
            (Topology::Auto, _) if self.has(Setting::Master) => Topology::Sentinel,
            (declared, _) => declared,
        }
    }
}
