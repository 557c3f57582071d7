//! The ways into a cluster.

use crate::sync::Mutex;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::cluster_node::open_cluster_node;
use super::open_request::OpenRequest;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Endpoint;

/// A seed gets this long even if there are many.
const LEAST: Duration = Duration::from_millis(300);

/// The ways into a cluster: the seeds of the definition, and the nodes that were found behind them. Each attempt takes the
/// next one, so that dead seeds do not matter as long as one lives.
#[derive(Debug)]
pub(crate) struct SeedLocator {
    seeds: Box<[Endpoint]>,
    found: Mutex<Vec<Endpoint>>,
    turn: AtomicUsize,
    current: Mutex<Option<ServerAddr>>,
}

impl SeedLocator {
    pub(crate) fn new(seeds: &[Endpoint]) -> Self {
        Self {
            seeds: seeds.into(),
            found: Mutex::new(Vec::new()),
            // A fleet does not begin at one seed.
            turn: AtomicUsize::new(RandomState::new().hash_one(0_u8) as usize >> 1),
            current: Mutex::new(None),
        }
    }

    /// Opens a socket to the next one. Cancel safe: nothing stays open.
    pub(crate) async fn open(&self, request: OpenRequest<'_>) -> Result<Socket, ConnectError> {
        let Some(server) = self.turn() else {
            return Err(request.target.error(
                ConnectErrorKind::Topology,
                "the cluster has no seeds",
                "name at least one of its nodes",
            ));
        };
        let deadline = self.share(request.deadline);
        let request = OpenRequest {
            deadline,
            ..request
        };
        open_cluster_node(request, &server).await
    }

    fn turn(&self) -> Option<ServerAddr> {
        let found = self.found.lock();
        let count = self.seeds.len() + found.len();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut all = self.seeds.iter().chain(found.iter());
        let next = ServerAddr::data(all.nth(turn.checked_rem(count)?).cloned()?);
        let mut current = self.current.lock();
        *current = Some(next.clone());
        Some(next)
    }

    /// The one that was tried last.
    pub(crate) fn current(&self) -> Option<ServerAddr> {
        let current = self.current.lock();
        current.clone()
    }

    /// One that hangs must not use up the time of the others.
    fn share(&self, deadline: Instant) -> Instant {
        let found = self.found.lock();
        let count = u32::try_from(self.seeds.len() + found.len()).unwrap_or(u32::MAX);
        let left = deadline.saturating_duration_since(Instant::now());
        deadline.min(Instant::now() + (left / count.max(1)).max(LEAST))
    }

    /// Notes what else leads in. The seeds of the definition stay.
    pub(crate) fn note<'a>(&self, nodes: impl Iterator<Item = &'a Endpoint>) {
        let new = nodes.filter(|node| !self.seeds.contains(node)).cloned();
        *self.found.lock() = new.collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(port: u16) -> Endpoint {
        let host = "h".to_owned();
        Endpoint::Tcp { host, port }
    }

    #[test]
    fn every_way_has_its_turn_and_the_seeds_stay() {
        let seeds = SeedLocator::new(&[tcp(1), tcp(2)]);
        seeds.note([tcp(2), tcp(3)].iter());
        let turn = || -> Vec<String> {
            let mut ports: Vec<_> = (0..3)
                .map(|_| seeds.turn().unwrap().endpoint.to_string())
                .collect();
            ports.sort();
            ports
        };
        assert_eq!(turn(), ["h:1", "h:2", "h:3"]);
        seeds.note([].iter());
        let one = seeds.turn().unwrap();
        assert_ne!(seeds.turn().unwrap(), one);
        assert_eq!(seeds.turn().unwrap(), one);
    }

    #[test]
    fn a_seed_that_hangs_leaves_time_for_the_others() {
        let seeds = SeedLocator::new(&[tcp(1), tcp(2)]);
        let deadline = Instant::now() + Duration::from_secs(10);
        let share = seeds.share(deadline);
        assert!(share <= Instant::now() + Duration::from_secs(5));
        let soon = Instant::now() + Duration::from_millis(10);
        assert_eq!(seeds.share(soon), soon);
    }
}
