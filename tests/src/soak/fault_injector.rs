//! Draws the faults.

use std::sync::Arc;
use std::time::{Duration, Instant};

use redis_config::Handle;

use super::definition::{SoakRedis, Topology};
use super::journal::Journal;
use super::servers::{Fault, Servers};
use crate::fixture::worker_fleet::Fleet;
use crate::random::Random;

/// Makes faults, one after the other.
#[derive(Debug)]
pub(super) struct FaultInjector<'a> {
    pub(super) topology: Topology,
    pub(super) servers: &'a Arc<Servers>,
    pub(super) journal: &'a Journal,
    /// All handles of this process: they switch together with the workers.
    pub(super) handles: &'a [Handle<SoakRedis>],
    /// The file with the URL that the workers use.
    pub(super) target: &'a std::path::Path,
}

impl FaultInjector<'_> {
    /// One fault after the other until the time is over, each healed before the next.
    pub(super) async fn strike(&self, seed: u64, end: Instant) -> Result<(), String> {
        let mut random = Random::new(seed);
        loop {
            let calm = Duration::from_millis(300 + random.below(2_000));
            let fault = self.draw(&mut random);
            tokio::time::sleep(calm).await;
            if Instant::now() >= end {
                return Ok(());
            }
            let hazard = tokio::task::block_in_place(|| self.servers.is_hazard(&fault));
            let number = self.journal.open(format!("{fault:?}"), hazard);
            if matches!(fault, Fault::Switch) {
                self.switch().await?;
            } else {
                let (servers, done) = (Arc::clone(self.servers), fault.clone());
                let struck = tokio::task::spawn_blocking(move || servers.strike(&done)).await;
                struck
                    .map_err(|error| error.to_string())?
                    .map_err(|error| {
                        format!("the servers did not come round after {fault:?}: {error}")
                    })?;
            }
            self.journal.close(number);
        }
    }

    /// Switches every client to the other server.
    pub(super) async fn switch(&self) -> Result<(), String> {
        self.servers.turn();
        let url = self.servers.url();
        std::fs::write(self.target, &url).map_err(|error| error.to_string())?;
        for handle in self.handles {
            let next = SoakRedis { url: url.clone() };
            let switched = handle.switch(next).await;
            switched.map_err(|error| format!("a switch to a server that is up failed: {error}"))?;
        }
        Ok(())
    }

    fn draw(&self, random: &mut Random) -> Fault {
        let server = random.draw() as usize % 64;
        let kill = |random: &mut Random| Fault::Kill {
            server: self.data(server),
            down: Duration::from_millis(random.below(2_000)),
        };
        let freeze = |random: &mut Random| Fault::Freeze {
            server,
            time: Duration::from_millis(200 + random.below(4_800)),
        };
        let hold = |random: &mut Random| Fault::Hold {
            time: Duration::from_millis(200 + random.below(4_800)),
        };
        let roll = random.below(10);
        match (self.topology, roll) {
            (_, 0 | 1) => kill(random),
            (_, 2 | 3) => freeze(random),
            (_, 4) => Fault::ClientKill { server },
            (Topology::Single, 5) => Fault::Cut,
            (Topology::Single, 6) => Fault::Reset,
            (Topology::Single, 7) => Fault::BlackHole,
            (Topology::Single, _) => hold(random),
            (Topology::Sentinel, 5) => Fault::Kill {
                server: 2 + server % 3,
                down: Duration::from_millis(random.below(2_000)),
            },
            (Topology::Sentinel, _) | (Topology::Cluster, 5 | 6) => {
                Fault::Failover { shard: server }
            }
            (Topology::Cluster, _) => Fault::Reshard {
                slot: random.chance(0.5).then(|| random.below(16_384) as u16),
                to: server,
            },
            (Topology::Switch, _) => Fault::Switch,
        }
    }

    /// A server with data: sentinels have a separate fault.
    fn data(&self, server: usize) -> usize {
        match self.topology {
            Topology::Sentinel => server % 2,
            _ => server,
        }
    }

    /// Kills a worker process now and then until the end of the run.
    pub(super) async fn kill_workers(&self, fleet: &Fleet, places: u64, seed: u64, end: Instant) {
        let mut random = Random::new(seed.rotate_left(17));
        loop {
            let calm = Duration::from_millis(200 + random.below(1_300));
            let place = random.below(places) as usize;
            tokio::time::sleep(calm).await;
            if Instant::now() >= end {
                return;
            }
            fleet.kill(place);
        }
    }
}
