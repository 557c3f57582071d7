//! Any node of a cluster: where the slot map is asked for.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::Instant;

use super::cluster_node::open_cluster_node;
use super::open_request::OpenRequest;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Endpoint;
use crate::sync::{Mutex, RoundRobin};

/// The least time for one attempt, even if there are many seeds.
const MIN_SHARE: Duration = Duration::from_millis(300);

/// The seeds of the definition, and the nodes that the slot map has named. Each attempt takes the next one, so that one live
/// node is enough.
#[derive(Debug)]
pub(crate) struct SeedLocator {
    seeds: Box<[Endpoint]>,
    found: Mutex<Vec<Endpoint>>,
    round_robin: RoundRobin,
    current: Mutex<Option<ServerAddr>>,
}

impl SeedLocator {
    pub(crate) fn new(seeds: &[Endpoint]) -> Self {
        Self {
            seeds: seeds.into(),
            found: Mutex::new(Vec::new()),
            // Random, so that the processes of a service do not all begin at the first seed.
            round_robin: RoundRobin::starting_at(RandomState::new().hash_one(0_u8) as usize >> 1),
            current: Mutex::new(None),
        }
    }

    /// Opens a socket to the next one. Cancel safe: nothing stays open.
    pub(crate) async fn open(&self, request: OpenRequest<'_>) -> Result<Socket, ConnectError> {
        let Some(server) = self.next() else {
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

    fn next(&self) -> Option<ServerAddr> {
        let found = self.found.lock();
        let count = self.seeds.len() + found.len();
        let mut all = self.seeds.iter().chain(found.iter());
        let next = ServerAddr::data(
            all.nth(self.round_robin.next().checked_rem(count)?)
                .cloned()?,
        );
        let mut current = self.current.lock();
        *current = Some(next.clone());
        Some(next)
    }

    /// The node of the last attempt.
    pub(crate) fn current(&self) -> Option<ServerAddr> {
        let current = self.current.lock();
        current.clone()
    }

    /// The deadline of one attempt: a seed that hangs must not use up the time of the others.
    fn share(&self, deadline: Instant) -> Instant {
        let found = self.found.lock();
        let count = u32::try_from(self.seeds.len() + found.len()).unwrap_or(u32::MAX);
        let left = deadline.saturating_duration_since(Instant::now());
        deadline.min(Instant::now() + (left / count.max(1)).max(MIN_SHARE))
    }

    /// Replaces the nodes that were found. The seeds of the definition stay.
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
    fn every_node_has_its_turn_and_the_seeds_stay() {
        let seeds = SeedLocator::new(&[tcp(1), tcp(2)]);
        seeds.note([tcp(2), tcp(3)].iter());
        let turn = || -> Vec<String> {
            let mut ports: Vec<_> = (0..3)
                .map(|_| seeds.next().unwrap().endpoint.to_string())
                .collect();
            ports.sort();
            ports
        };
        assert_eq!(turn(), ["h:1", "h:2", "h:3"]);
        seeds.note([].iter());
        let one = seeds.next().unwrap();
        assert_ne!(seeds.next().unwrap(), one);
        assert_eq!(seeds.next().unwrap(), one);
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
