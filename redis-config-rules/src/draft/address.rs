//! The address in a draft: a URL, or nodes.

use super::input::SettingsDraft;
use crate::nodes::Nodes;
use crate::url::RedisUrl;
use crate::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Problem, Setting, Topology};

/// An address that is known and legal.
pub(super) struct Address {
    /// The setting that holds it.
    pub(super) setting: Setting,
    pub(super) endpoints: Vec<Endpoint>,
    /// The URL, or the URL of the first node. Nodes need not be URLs.
    pub(super) url: Option<RedisUrl>,
}

impl SettingsDraft<'_> {
    pub(super) fn address(&self) -> Option<Address> {
        if let Some(text) = self.text(Setting::Url) {
            let url = RedisUrl::parse(text).ok()?;
            return Some(Address {
                setting: Setting::Url,
                endpoints: url.endpoints.clone(),
                url: Some(url),
            });
        }
        let Nodes { endpoints, url } = self.nodes(self.text(Setting::Nodes)?).ok()?;
        Some(Address {
            setting: Setting::Nodes,
            endpoints,
            url,
        })
    }

    /// Parses a list of nodes. The default port depends on the topology.
    pub(super) fn nodes(&self, text: &str) -> Result<Nodes, Problem> {
        let port = match self.topology {
            Topology::Sentinel => DEFAULT_SENTINEL_PORT,
            // Only Sentinel has named services.
            Topology::Auto if self.has(Setting::Master) => DEFAULT_SENTINEL_PORT,
            Topology::Standalone | Topology::Cluster | Topology::Auto => DEFAULT_PORT,
        };
        Nodes::parse(text, port)
    }

    /// The topology. `auto` is decided by a Sentinel or cluster URL, and by `master`.
    pub(super) fn decided(&self, address: Option<&Address>) -> Topology {
        let by_url = address
            .filter(|address| address.setting == Setting::Url)
            .and_then(|address| address.url.as_ref())
            .map(|url| url.topology);
        match (self.topology, by_url) {
            (Topology::Auto, Some(decided @ (Topology::Sentinel | Topology::Cluster))) => decided,
            // Only Sentinel has named services.
            (Topology::Auto, _) if self.has(Setting::Master) => Topology::Sentinel,
            (declared, _) => declared,
        }
    }
}
