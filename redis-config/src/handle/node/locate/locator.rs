//! Chooses the server of a node, by topology.

use redis_config_rules::Topology;
use tokio::task::JoinSet;

use super::cluster_node::open_cluster_node;
use super::cluster_seeds::SeedLocator;
use super::open_request::OpenRequest;
use super::relocation::Relocation;
use super::sentinel_primary::PrimaryLocator;
use super::sentinel_replica::ReplicaLocator;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::error::ConnectError;
use crate::handle::node::readonly_recheck::RecheckTimer;

/// Which server the next socket of a node goes to.
#[derive(Debug)]
pub(crate) enum Locator {
    /// Always the same address.
    Fixed(ServerAddr, RecheckTimer),
    /// The primary that the sentinels announce.
    Primary(PrimaryLocator),
    /// A replica of it.
    Replica(ReplicaLocator),
    /// One node of a cluster, by its address.
    Member(ServerAddr),
    /// Any node of a cluster: the way in.
    Seeds(SeedLocator),
}

impl Locator {
    /// For the server of the definition, or for the one of several that has answered.
    pub(crate) fn new(target: &Target, server: Option<ServerAddr>) -> Self {
        match target.topology {
            Topology::Sentinel => Self::Primary(PrimaryLocator::new(target)),
            _ => Self::Fixed(
                server.unwrap_or_else(|| ServerAddr::data(target.settings.endpoint().clone())),
                RecheckTimer::default(),
            ),
        }
    }

    /// Finds a replica of the primary that this finds.
    pub(crate) fn replica(&self) -> Option<Self> {
        match self {
            Self::Primary(primary) => Some(Self::Replica(primary.replica())),
            _ => None,
        }
    }

    /// Opens a socket to the right server, wherever that is now; `true` if it is another one than before.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(
        &self,
        request: OpenRequest<'_>,
    ) -> Result<(Socket, bool), ConnectError> {
        let socket = match self {
            Self::Primary(primary) => return primary.open(request).await,
            Self::Fixed(server, _) => request.open_at(server).await?,
            Self::Member(server) => open_cluster_node(request, server).await?,
            Self::Replica(replica) => replica.open(request).await?,
            // Not another server: what is asked there concerns the whole cluster, and any node can answer it.
            Self::Seeds(seeds) => seeds.open(request).await?,
        };
        Ok((socket, false))
    }

    /// Opens one more socket to the server that the last one went to. Cancel safe: nothing stays open.
    pub(crate) async fn open_sibling(
        &self,
        request: OpenRequest<'_>,
    ) -> Result<Socket, ConnectError> {
        let last = match self {
            Self::Primary(_) | Self::Replica(_) => self.server(),
            Self::Fixed(..) | Self::Member(_) | Self::Seeds(_) => None,
        };
        match last {
            Some(server) => request.open_at(&server).await,
            None => Ok(self.open(request).await?.0),
        }
    }

    /// The server that the sockets go to, if that is known.
    pub(crate) fn server(&self) -> Option<ServerAddr> {
        match self {
            Self::Fixed(server, _) | Self::Member(server) => Some(server.clone()),
            Self::Primary(primary) => primary.server(),
            Self::Replica(replica) => replica.server(),
            Self::Seeds(seeds) => seeds.current(),
        }
    }

    /// Whether the server changes with a failover.
    #[inline]
    pub(crate) fn follows_failover(&self) -> bool {
        matches!(self, Self::Primary(_))
    }

    /// Call it when the server in use has refused a write with `READONLY`.
    pub(crate) fn suspect_demotion(&self) {
        match self {
            Self::Fixed(_, recheck) => recheck.request(),
            Self::Primary(primary) => primary.suspect_demotion(),
            // The nodes of a cluster answer with a redirect, and a replica gets no writes.
            Self::Member(_) | Self::Replica(_) | Self::Seeds(_) => {}
        }
    }

    /// Completes when the node should look where its server is. Cancel safe.
    pub(crate) async fn relocation_needed(&self, target: &Target) -> Relocation {
        match self {
            Self::Fixed(_, recheck) => {
                recheck.due().await;
                Relocation::Doubted
            }
            Self::Member(_) | Self::Seeds(_) => std::future::pending().await,
            Self::Replica(replica) => {
                replica.relocation_needed(target).await;
                Relocation::Stale
            }
            Self::Primary(primary) => primary.relocation_needed().await,
        }
    }

    /// Closes the connections that were opened to find the server.
    pub(crate) fn close(&self) {
        if let Self::Primary(primary) = self {
            primary.close();
        }
    }

    /// Starts the tasks that have to run while the node is in use; dropping the set ends them.
    pub(crate) fn start_monitors(&self, target: &Target) -> JoinSet<()> {
        match self {
            Self::Fixed(..) | Self::Member(_) | Self::Replica(_) | Self::Seeds(_) => JoinSet::new(),
            Self::Primary(primary) => primary.start_monitors(target),
        }
    }
}
