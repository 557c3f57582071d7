//! Starting a Sentinel set, and waiting until all members agree.

use std::sync::atomic::AtomicBool;

use super::builder::SentinelBuilder;
use super::sentinel::Sentinel;
use super::state;
use crate::dev::error::DevError;
use crate::dev::wait::{self, LIMIT};

impl SentinelBuilder {
    /// Starts everything, and returns when every sentinel knows the others, the primary and the replicas, and the replicas
    /// are in sync.
    ///
    /// # Errors
    ///
    /// [`DevError`]: the program is missing, one of them ended at once, or they did not find each other in time.
    pub fn start(self) -> Result<Sentinel, DevError> {
        Sentinel::start_with(self)
    }
}

impl Sentinel {
    fn start_with(options: SentinelBuilder) -> Result<Self, DevError> {
        options.check()?;
        let primary = options.data(None).start()?;
        let replicas = vec![options.data(Some(&primary)); options.replicas];
        let mut servers = wait::start_all(replicas)?;
        let port = primary.port();
        wait::until("the replicas are in sync", LIMIT, || {
            match servers.iter().find(|one| !state::is_replica_of(one, port)) {
                Some(late) => Err(format!("the one on port {} is not", late.port())),
                None => Ok(()),
            }
        })?;
        let sentinels = wait::start_all(vec![options.sentinel(&primary); options.sentinels])?;
        servers.insert(0, primary);
        let set = Self {
            misled: sentinels.iter().map(|_| AtomicBool::new(false)).collect(),
            sentinels,
            servers,
            options,
        };
        set.wait_until_settled()?;
        Ok(set)
    }
}
