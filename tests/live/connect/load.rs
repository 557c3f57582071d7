//! Commands without a pause, and what became of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config::{Handle, RedisConfig, outcome_is_unknown};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::live::SECOND;

/// Counts in as many keys as there are tasks times 50 until told to stop; how often, if nothing failed.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    counted: Arc<AtomicU64>,
    unknown: Arc<AtomicU64>,
    failed: Arc<AtomicBool>,
    tasks: JoinSet<RedisResult<()>>,
}

impl Load {
    /// Ends at the first failure, whatever it is.
    pub(crate) fn start<C: RedisConfig>(handle: &Handle<C>, tasks: usize) -> Self {
        Self::of(handle, tasks, false)
    }

    /// Goes on after a command whose outcome is unknown, and counts those.
    pub(crate) fn through_losses<C: RedisConfig>(handle: &Handle<C>, tasks: usize) -> Self {
        Self::of(handle, tasks, true)
    }

    fn of<C: RedisConfig>(handle: &Handle<C>, tasks: usize, through: bool) -> Self {
        let mut load = Self {
            stop: Arc::default(),
            counted: Arc::default(),
            unknown: Arc::default(),
            failed: Arc::default(),
            tasks: JoinSet::new(),
        };
        for task in 0..tasks {
            let (stop, counted) = (Arc::clone(&load.stop), Arc::clone(&load.counted));
            let (unknown, failed) = (Arc::clone(&load.unknown), Arc::clone(&load.failed));
            let mut conn = handle.conn();
            load.tasks.spawn(async move {
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    let counter = format!("count:{task}:{}", n % 50);
                    match conn.incr::<_, _, ()>(counter, 1).await {
                        Err(error) if through && outcome_is_unknown(&error) => {
                            unknown.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(error) => {
                            failed.store(true, Ordering::Relaxed);
                            return Err(error);
                        }
                        Ok(()) => {
                            counted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    n += 1;
                }
                Ok(())
            });
        }
        load
    }

    pub(crate) fn counted(&self) -> u64 {
        self.counted.load(Ordering::Relaxed)
    }

    pub(crate) fn unknown(&self) -> u64 {
        self.unknown.load(Ordering::Relaxed)
    }

    /// Waits until it has counted so many times more, or has failed: [`stop`](Self::stop) tells.
    pub(crate) async fn goes_on(&self, more: u64) {
        let goal = self.counted() + more;
        until("the load goes on", 60 * SECOND, async || {
            self.counted() > goal || self.failed.load(Ordering::Relaxed)
        })
        .await;
    }

    /// How many counts were acknowledged, and the failures.
    pub(crate) async fn stop(mut self) -> (u64, Vec<redis::RedisError>) {
        self.stop.store(true, Ordering::Relaxed);
        let mut failures = Vec::new();
        while let Some(ended) = self.tasks.join_next().await {
            failures.extend(ended.unwrap().err());
        }
        (self.counted.load(Ordering::Relaxed), failures)
    }
}

/// The sum of what is counted in all keys.
pub(crate) async fn sum<C: RedisConfig>(handle: &Handle<C>) -> u64 {
    let mut conn = handle.conn();
    let keys: Vec<String> = conn.keys("count:*").await.unwrap();
    let values: Vec<u64> = conn.mget(&keys).await.unwrap();
    values.into_iter().sum()
}
