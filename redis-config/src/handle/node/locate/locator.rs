//! Where the next socket of a node goes.

use std::sync::Arc;

use redis_config_rules::Topology;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::cluster_node::open_member;
use super::cluster_seeds::SeedLocator;
use super::sentinel_primary::PrimaryLocator;
use super::sentinel_replica::ReplicaLocator;
use crate::connect;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::ConnectError;
use crate::handle::node::readonly_recheck::RecheckTimer;

/// Where the next socket of a node goes.
#[derive(Debug)]
pub(crate) enum Locator {
    /// Always to the same address.
    Fixed(ServerAddr, RecheckTimer),
    /// To the primary that the sentinels name.
    Primary(PrimaryLocator),
    /// To a replica of it.
    Replica(ReplicaLocator),
    /// To one node of a cluster, by its address.
    Member(ServerAddr),
    /// To whichever node of a cluster lets us in.
    Seeds(SeedLocator),
}

/// Why a node should look where its server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relocation {
    /// Another server is said to be the primary.
    Elsewhere,
    /// The server in use takes no writes any more.
    Demoted,
    /// The server in use takes no writes, and its address may lead to another one by now.
    Doubted,
    /// The replica in use is not in sync any more.
    Stale,
}

impl Locator {
    /// To the server of the definition, or to the one of several that has answered.
    pub(crate) fn of(target: &Target, place: Option<ServerAddr>) -> Self {
        match target.topology {
            Topology::Sentinel => Self::Primary(PrimaryLocator::new(target)),
            _ => Self::Fixed(
                place.unwrap_or_else(|| ServerAddr::data(target.settings.endpoint().clone())),
                RecheckTimer::default(),
            ),
        }
    }

    /// What leads to a replica of the primary that this leads to.
    pub(crate) fn replica(&self) -> Option<Self> {
        match self {
            Self::Primary(tracker) => Some(Self::Replica(tracker.reader())),
            _ => None,
        }
    }

    /// Opens a socket to the right server, wherever that is now; `true` if it is another one than before.
    ///
    /// Cancel safe: nothing stays open.
    pub(crate) async fn open(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<(Socket, bool), ConnectError> {
        match self {
            Self::Fixed(place, _) => {
                let link = connect::open::open(target, place, purpose, deadline, told).await?;
                Ok((link, false))
            }
            Self::Primary(tracker) => tracker.open(target, purpose, deadline, told).await,
            Self::Member(place) => {
                let link = open_member(target, place, purpose, deadline, told).await?;
                Ok((link, false))
            }
            Self::Replica(reader) => {
                let link = reader.open(target, purpose, deadline, told).await?;
                Ok((link, false))
            }
            // What is asked there is asked of the cluster: one node is as good as another.
            Self::Seeds(seeds) => {
                let link = seeds.open(target, purpose, deadline, told).await?;
                Ok((link, false))
            }
        }
    }

    /// Opens one more socket to the server that the last one went to. Cancel safe: nothing stays open.
    pub(crate) async fn open_alike(
        &self,
        target: &Target,
        purpose: Purpose,
        deadline: Instant,
        told: &Arc<Notify>,
    ) -> Result<Socket, ConnectError> {
        match self {
            Self::Fixed(place, _) => {
                connect::open::open(target, place, purpose, deadline, told).await
            }
            Self::Primary(tracker) => tracker.open_alike(target, purpose, deadline, told).await,
            Self::Member(place) => open_member(target, place, purpose, deadline, told).await,
            Self::Replica(reader) => reader.open_alike(target, purpose, deadline, told).await,
            Self::Seeds(seeds) => seeds.open(target, purpose, deadline, told).await,
        }
    }

    /// The server that the sockets go to, if that is known.
    pub(crate) fn place(&self) -> Option<ServerAddr> {
        match self {
            Self::Fixed(place, _) | Self::Member(place) => Some(place.clone()),
            Self::Primary(tracker) => tracker.place(),
            Self::Replica(reader) => reader.place(),
            Self::Seeds(seeds) => seeds.current(),
        }
    }

    /// Whether the server may be another one tomorrow.
    #[inline]
    pub(crate) fn follows(&self) -> bool {
        matches!(self, Self::Primary(_))
    }

    /// The server in use says that it takes no writes.
    pub(crate) fn suspect(&self) {
        match self {
            Self::Fixed(_, doubt) => doubt.raise(),
            Self::Primary(tracker) => tracker.suspect(),
            // A cluster says itself where to go, and a replica is not written to.
            Self::Member(_) | Self::Replica(_) | Self::Seeds(_) => {}
        }
    }

    /// Completes when the node should look where its server is. Cancel safe.
    pub(crate) async fn astray(&self, target: &Target) -> Relocation {
        match self {
            Self::Fixed(_, doubt) => {
                doubt.due().await;
                Relocation::Doubted
            }
            Self::Member(_) | Self::Seeds(_) => std::future::pending().await,
            Self::Replica(reader) => {
                reader.astray(target).await;
                Relocation::Stale
            }
            Self::Primary(tracker) => tracker.astray().await,
        }
    }

    /// Ends what is open for the sake of finding the server.
    pub(crate) fn close(&self) {
        if let Self::Primary(tracker) = self {
            tracker.close();
        }
    }

    /// What has to run as long as the node is in use; dropping it ends it.
    pub(crate) fn attend(&self, target: &Target) -> JoinSet<()> {
        match self {
            Self::Fixed(..) | Self::Member(_) | Self::Replica(_) | Self::Seeds(_) => JoinSet::new(),
            Self::Primary(tracker) => tracker.attend(target),
        }
    }
}
