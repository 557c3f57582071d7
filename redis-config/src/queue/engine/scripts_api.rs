//! The scripts as typed functions: arguments are encoded here, replies are decoded in `reply`.

use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisResult};

use super::acl_commands::Role;
use super::keys::Keys;
use super::limits::{BATCH_BYTES, SCHEMA};
use super::reply::{Claimed, Pushed, RawDeadLetter, Swept};
use super::{reply, script};
use crate::queue::job_id::JobId;
use crate::queue::stats::Stats;

/// How long Redis remembers producers and ids that were given by callers, counted from their last use.
const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);

/// The jobs of one push, encoded and with ids.
#[derive(Default)]
pub(crate) struct PushBatch {
    /// To run now.
    pub(crate) ready: Vec<Vec<u8>>,
    /// To run later: delay in milliseconds, job.
    pub(crate) delayed: Vec<(u64, Vec<u8>)>,
    /// With an id that the caller chose: delay in milliseconds, job.
    pub(crate) with_id: Vec<(u64, Vec<u8>)>,
}

/// What Redis does with a settled job, if not just remove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Tries it again after this many milliseconds.
    Retry(u64),
    /// Makes it a dead letter after a failed attempt.
    Failed(String),
    /// Makes it a dead letter. No handler was called, so no attempt is counted.
    Malformed(String),
    /// Returns it to the head of the queue, without counting an attempt.
    Requeue,
}

/// The settled jobs of one claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finish {
    pub(crate) claim: [u8; 16],
    /// Bit `n` is the job at position `n`.
    pub(crate) settled: u64,
    /// For the jobs that are not done.
    pub(crate) operations: Vec<(u8, Operation)>,
}

/// The scripts of one queue. They retry nothing: the callers know which call may run twice.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(crate) keys: Keys,
}

impl Engine {
    pub(crate) fn new(keys: Keys) -> Self {
        Self { keys }
    }

    /// The call that pushes `batch`, whose first job without an id of its own has counter `first` of `producer`.
    pub(crate) fn push_call(
        &self,
        producer: &[u8; 6],
        nonce: &[u8; 8],
        first: u32,
        batch: &PushBatch,
    ) -> Cmd {
        let mut cmd = script::PUSH.call(&self.keys);
        cmd.arg(SCHEMA)
            .arg(producer.as_slice())
            .arg(nonce.as_slice())
            .arg(first)
            .arg(batch.ready.len())
            .arg(batch.delayed.len())
            .arg(batch.with_id.len())
            .arg(milliseconds(MEMORY));
        for envelope in &batch.ready {
            cmd.arg(envelope.as_slice());
        }
        for (delay, envelope) in batch.delayed.iter().chain(&batch.with_id) {
            cmd.arg(delay).arg(envelope.as_slice());
        }
        cmd
    }

    /// The call that pushes only ready jobs, if the previous batch of the producer, up to `first`, has arrived.
    pub(crate) fn push_ready_call(
        &self,
        producer: &[u8; 6],
        nonce: &[u8; 8],
        first: u32,
        ready: &[Vec<u8>],
    ) -> Cmd {
        let record = |last: u32| {
            let mut record = [0; 12];
            record[..8].copy_from_slice(nonce);
            record[8..].copy_from_slice(&last.to_be_bytes());
            record
        };
        let mut cmd = script::PUSH_READY.call(&self.keys);
        cmd.arg(SCHEMA)
            .arg(producer.as_slice())
            .arg(record(first.wrapping_sub(1)).as_slice())
            .arg(record(first.wrapping_add(ready.len() as u32).wrapping_sub(1)).as_slice());
        for envelope in ready {
            cmd.arg(envelope.as_slice());
        }
        cmd
    }

    /// Returns whether the jobs were pushed. If not, nothing was changed, and the whole script has to run.
    pub(crate) async fn push_ready(
        &self,
        conn: &mut impl ConnectionLike,
        cmd: &Cmd,
    ) -> RedisResult<bool> {
        let reply = script::PUSH_READY.run(conn, cmd).await?;
        Ok(reply::number(&reply, "push_ready")? == 1)
    }

    pub(crate) async fn push(
        &self,
        conn: &mut impl ConnectionLike,
        cmd: &Cmd,
    ) -> RedisResult<Pushed> {
        reply::pushed(&script::PUSH.run(conn, cmd).await?)
    }

    pub(crate) async fn claim(
        &self,
        conn: &mut impl ConnectionLike,
        claim: &[u8; 16],
        most: usize,
        lease: Duration,
        worker: &[u8; 8],
        sleep: Duration,
    ) -> RedisResult<Claimed> {
        let mut cmd = script::CLAIM.call(&self.keys);
        cmd.arg(SCHEMA)
            .arg(claim.as_slice())
            .arg(most)
            .arg(milliseconds(lease))
            .arg(worker.as_slice())
            .arg(milliseconds(sleep))
            .arg(BATCH_BYTES);
        reply::claimed(script::CLAIM.run(conn, &cmd).await?)
    }

    /// Renews leases. Returns the indexes of the claims that no longer exist.
    pub(crate) async fn renew(
        &self,
        conn: &mut impl ConnectionLike,
        lease: Duration,
        claims: &[[u8; 16]],
    ) -> RedisResult<Vec<usize>> {
        let mut cmd = script::RENEW.call(&self.keys);
        cmd.arg(milliseconds(lease));
        for claim in claims {
            cmd.arg(claim.as_slice());
        }
        reply::missing(&script::RENEW.run(conn, &cmd).await?)
    }

    /// Settles jobs. Returns for each claim whether it still existed.
    pub(crate) async fn finish<'a>(
        &self,
        conn: &mut impl ConnectionLike,
        claims: impl ExactSizeIterator<Item = &'a Finish>,
    ) -> RedisResult<Vec<bool>> {
        let count = claims.len();
        let mut cmd = script::FINISH.call(&self.keys);
        for finish in claims {
            cmd.arg(finish.claim.as_slice())
                .arg(finish.settled.to_le_bytes().as_slice())
                .arg(finish.operations.len());
            for (position, operation) in &finish.operations {
                match operation {
                    Operation::Retry(delay) => cmd.arg("r").arg(position).arg(delay),
                    Operation::Failed(reason) => cmd.arg("f").arg(position).arg(reason),
                    Operation::Malformed(reason) => cmd.arg("x").arg(position).arg(reason),
                    Operation::Requeue => cmd.arg("b").arg(position).arg(""),
                };
            }
        }
        reply::existing(&script::FINISH.run(conn, &cmd).await?, count)
    }

    /// Releases whole claims. Returns how many jobs went back to the queue.
    pub(crate) async fn release(
        &self,
        conn: &mut impl ConnectionLike,
        claims: &[[u8; 16]],
    ) -> RedisResult<u64> {
        let mut cmd = script::RELEASE.call(&self.keys);
        for claim in claims {
            cmd.arg(claim.as_slice());
        }
        reply::number(&script::RELEASE.run(conn, &cmd).await?, "release")
    }

    pub(crate) async fn sweep(
        &self,
        conn: &mut impl ConnectionLike,
        most: u32,
        deliveries: u32,
        lease: Duration,
    ) -> RedisResult<Swept> {
        let mut cmd = script::SWEEP.call(&self.keys);
        cmd.arg(most).arg(deliveries).arg(milliseconds(lease));
        reply::swept(&script::SWEEP.run(conn, &cmd).await?)
    }

    pub(crate) async fn leave(
        &self,
        conn: &mut impl ConnectionLike,
        worker: &[u8; 8],
    ) -> RedisResult<()> {
        let mut cmd = script::LEAVE.call(&self.keys);
        cmd.arg(worker.as_slice());
        script::LEAVE.run(conn, &cmd).await.map(drop)
    }

    pub(crate) async fn stats(&self, conn: &mut impl ConnectionLike) -> RedisResult<Stats> {
        let cmd = script::STATS.call(&self.keys);
        reply::stats(&script::STATS.run(conn, &cmd).await?)
    }

    pub(crate) async fn dead(
        &self,
        conn: &mut impl ConnectionLike,
        offset: u64,
        most: u64,
    ) -> RedisResult<Vec<RawDeadLetter>> {
        let mut cmd = script::DEAD.call(&self.keys);
        cmd.arg(offset).arg(most);
        reply::dead_letters(script::DEAD.run(conn, &cmd).await?)
    }

    /// Redrives the dead letters of a window that have these ids, or all of them if there are no ids. Returns how many it
    /// looked at, and how many it redrove.
    pub(crate) async fn redrive(
        &self,
        conn: &mut impl ConnectionLike,
        offset: u64,
        window: u64,
        ids: &[JobId],
    ) -> RedisResult<(u64, u64)> {
        let mut cmd = script::REDRIVE.call(&self.keys);
        cmd.arg(offset).arg(window);
        for id in ids {
            cmd.arg(id.as_bytes().as_slice());
        }
        reply::redriven(&script::REDRIVE.run(conn, &cmd).await?)
    }

    /// The commands of a role that the user may not run; empty if the server is too old to know.
    pub(crate) async fn denied(
        &self,
        conn: &mut impl ConnectionLike,
        role: Role,
    ) -> RedisResult<Vec<String>> {
        let mut cmd = script::DENIED.call(&self.keys);
        cmd.arg(role.commands());
        redis::from_redis_value(script::DENIED.run(conn, &cmd).await?).map_err(Into::into)
    }

    pub(crate) async fn purge(&self, conn: &mut impl ConnectionLike) -> RedisResult<u64> {
        let cmd = script::PURGE.call(&self.keys);
        reply::number(&script::PURGE.run(conn, &cmd).await?, "purge")
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
