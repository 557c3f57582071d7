//! The scripts as functions.

use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisResult};

use super::acl_commands::Role;
use super::keys::Keys;
use super::limits::{BATCH_BYTES, SCHEMA};
use super::reply::{Claimed, Letter, Pushed, Swept};
use super::script::{call, run};
use super::{reply, script};
use crate::queue::job_id::JobId;
use crate::queue::stats::Stats;

/// How long Redis remembers producers and ids given by the caller, counted from their last use.
const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);

/// Jobs of one push script, encoded and named.
#[derive(Default)]
pub(crate) struct PushBatch {
    /// For now.
    pub(crate) ready: Vec<Vec<u8>>,
    /// For later: delay in milliseconds, job.
    pub(crate) delayed: Vec<(u64, Vec<u8>)>,
    /// With an id of the caller's: delay in milliseconds, job.
    pub(crate) named: Vec<(u64, Vec<u8>)>,
}

/// What becomes of one job of a claim, other than "done".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Tried again after so many milliseconds.
    Retry(u64),
    /// A dead letter after a failed attempt.
    Failed(String),
    /// A dead letter without an attempt: no handler was called.
    Malformed(String),
    /// Back to the head of the queue.
    Back,
}

/// What became of the jobs of one claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finish {
    /// The claim.
    pub(crate) claim: [u8; 16],
    /// The settled jobs, bit `n` for position `n`.
    pub(crate) settled: u64,
    /// For those that are not simply done.
    pub(crate) operations: Vec<(u8, Operation)>,
}

/// The scripts of one queue as functions. They retry nothing.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(crate) keys: Keys,
}

impl Engine {
    pub(crate) fn new(keys: Keys) -> Self {
        Self { keys }
    }

    /// The call that pushes `batch`, whose first unnamed job has counter `first` of `producer`.
    pub(crate) fn push_call(
        &self,
        producer: &[u8; 6],
        nonce: &[u8; 8],
        first: u32,
        batch: &PushBatch,
    ) -> Cmd {
        let k = &self.keys;
        let mut cmd = call(
            &script::PUSH,
            &[
                &k.ready,
                &k.delayed,
                &k.producers,
                &k.named,
                &k.sleepers,
                &k.tokens,
                &k.meta,
            ],
        );
        cmd.arg(SCHEMA)
            .arg(producer.as_slice())
            .arg(nonce.as_slice())
            .arg(first)
            .arg(batch.ready.len())
            .arg(batch.delayed.len())
            .arg(batch.named.len())
            .arg(milliseconds(MEMORY));
        for item in &batch.ready {
            cmd.arg(item.as_slice());
        }
        for (delay, item) in batch.delayed.iter().chain(&batch.named) {
            cmd.arg(delay).arg(item.as_slice());
        }
        cmd
    }

    /// The call for a batch of ready jobs only, of a producer whose previous write, up to `first`, has arrived.
    pub(crate) fn push_ready_call(
        &self,
        producer: &[u8; 6],
        nonce: &[u8; 8],
        first: u32,
        ready: &[Vec<u8>],
    ) -> Cmd {
        let k = &self.keys;
        let record = |last: u32| {
            let mut record = [0; 12];
            record[..8].copy_from_slice(nonce);
            record[8..].copy_from_slice(&last.to_be_bytes());
            record
        };
        let mut cmd = call(
            &script::PUSH_READY,
            &[&k.ready, &k.producers, &k.sleepers, &k.tokens, &k.meta],
        );
        cmd.arg(SCHEMA)
            .arg(producer.as_slice())
            .arg(record(first.wrapping_sub(1)).as_slice())
            .arg(record(first.wrapping_add(ready.len() as u32).wrapping_sub(1)).as_slice());
        for item in ready {
            cmd.arg(item.as_slice());
        }
        cmd
    }

    /// Whether the jobs were pushed; if not, nothing was changed, and the push wants the whole script.
    pub(crate) async fn push_ready(
        &self,
        conn: &mut impl ConnectionLike,
        cmd: &Cmd,
    ) -> RedisResult<bool> {
        let answer = run(conn, &script::PUSH_READY, cmd).await?;
        Ok(reply::number(&answer, "push_ready")? == 1)
    }

    pub(crate) async fn push(
        &self,
        conn: &mut impl ConnectionLike,
        cmd: &Cmd,
    ) -> RedisResult<Pushed> {
        reply::pushed(&run(conn, &script::PUSH, cmd).await?)
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
        let k = &self.keys;
        let mut cmd = call(
            &script::CLAIM,
            &[
                &k.ready,
                &k.suspects,
                &k.delayed,
                &k.claims,
                &k.leases,
                &k.sleepers,
                &k.tokens,
                &k.meta,
            ],
        );
        cmd.arg(SCHEMA)
            .arg(claim.as_slice())
            .arg(most)
            .arg(milliseconds(lease))
            .arg(worker.as_slice())
            .arg(milliseconds(sleep))
            .arg(BATCH_BYTES);
        reply::claimed(run(conn, &script::CLAIM, &cmd).await?)
    }

    /// Renews leases; the answer holds the positions of the claims that are lost.
    pub(crate) async fn renew(
        &self,
        conn: &mut impl ConnectionLike,
        lease: Duration,
        claims: &[[u8; 16]],
    ) -> RedisResult<Vec<usize>> {
        let k = &self.keys;
        let mut cmd = call(&script::RENEW, &[&k.claims, &k.leases]);
        cmd.arg(milliseconds(lease));
        for claim in claims {
            cmd.arg(claim.as_slice());
        }
        reply::lost(&run(conn, &script::RENEW, &cmd).await?)
    }

    /// Settles jobs; the answer says per claim whether it was still held.
    pub(crate) async fn finish<'a>(
        &self,
        conn: &mut impl ConnectionLike,
        claims: impl ExactSizeIterator<Item = &'a Finish>,
    ) -> RedisResult<Vec<bool>> {
        let count = claims.len();
        let k = &self.keys;
        let mut cmd = call(
            &script::FINISH,
            &[
                &k.ready,
                &k.suspects,
                &k.delayed,
                &k.claims,
                &k.leases,
                &k.dead,
                &k.sleepers,
                &k.tokens,
            ],
        );
        for finish in claims {
            cmd.arg(finish.claim.as_slice())
                .arg(finish.settled.to_le_bytes().as_slice())
                .arg(finish.operations.len());
            for (position, operation) in &finish.operations {
                match operation {
                    Operation::Retry(delay) => cmd.arg("r").arg(position).arg(delay),
                    Operation::Failed(reason) => cmd.arg("f").arg(position).arg(reason),
                    Operation::Malformed(reason) => cmd.arg("x").arg(position).arg(reason),
                    Operation::Back => cmd.arg("b").arg(position).arg(""),
                };
            }
        }
        reply::held(&run(conn, &script::FINISH, &cmd).await?, count)
    }

    /// Gives up whole claims; the answer is the number of jobs that went back.
    pub(crate) async fn release(
        &self,
        conn: &mut impl ConnectionLike,
        claims: &[[u8; 16]],
    ) -> RedisResult<u64> {
        let k = &self.keys;
        let mut cmd = call(
            &script::RELEASE,
            &[
                &k.ready,
                &k.suspects,
                &k.claims,
                &k.leases,
                &k.sleepers,
                &k.tokens,
            ],
        );
        for claim in claims {
            cmd.arg(claim.as_slice());
        }
        reply::number(&run(conn, &script::RELEASE, &cmd).await?, "release")
    }

    pub(crate) async fn sweep(
        &self,
        conn: &mut impl ConnectionLike,
        most: u32,
        deliveries: u32,
        lease: Duration,
    ) -> RedisResult<Swept> {
        let k = &self.keys;
        let mut cmd = call(
            &script::SWEEP,
            &[
                &k.suspects,
                &k.claims,
                &k.leases,
                &k.dead,
                &k.sleepers,
                &k.tokens,
            ],
        );
        cmd.arg(most).arg(deliveries).arg(milliseconds(lease));
        reply::swept(&run(conn, &script::SWEEP, &cmd).await?)
    }

    pub(crate) async fn leave(
        &self,
        conn: &mut impl ConnectionLike,
        worker: &[u8; 8],
    ) -> RedisResult<()> {
        let k = &self.keys;
        let mut cmd = call(
            &script::LEAVE,
            &[&k.ready, &k.suspects, &k.sleepers, &k.tokens],
        );
        cmd.arg(worker.as_slice());
        run(conn, &script::LEAVE, &cmd).await.map(drop)
    }

    pub(crate) async fn stats(&self, conn: &mut impl ConnectionLike) -> RedisResult<Stats> {
        let k = &self.keys;
        let cmd = call(
            &script::STATS,
            &[&k.ready, &k.delayed, &k.suspects, &k.claims, &k.dead],
        );
        reply::stats(&run(conn, &script::STATS, &cmd).await?)
    }

    pub(crate) async fn dead(
        &self,
        conn: &mut impl ConnectionLike,
        offset: u64,
        most: u64,
    ) -> RedisResult<Vec<Letter>> {
        let mut cmd = call(&script::DEAD, &[&self.keys.dead]);
        cmd.arg(offset).arg(most);
        reply::letters(run(conn, &script::DEAD, &cmd).await?)
    }

    /// Looks at a window of dead letters and redrives the wanted ones, or all: looked at, redriven.
    pub(crate) async fn redrive(
        &self,
        conn: &mut impl ConnectionLike,
        offset: u64,
        window: u64,
        wanted: &[JobId],
    ) -> RedisResult<(u64, u64)> {
        let k = &self.keys;
        let mut cmd = call(
            &script::REDRIVE,
            &[&k.ready, &k.dead, &k.sleepers, &k.tokens],
        );
        cmd.arg(offset).arg(window);
        for id in wanted {
            cmd.arg(id.as_bytes().as_slice());
        }
        reply::redriven(&run(conn, &script::REDRIVE, &cmd).await?)
    }

    /// The commands of a role that the user may not run; none if the server cannot tell.
    pub(crate) async fn denied(
        &self,
        conn: &mut impl ConnectionLike,
        role: Role,
    ) -> RedisResult<Vec<String>> {
        let mut cmd = call(&script::PERMIT, &[&self.keys.ready]);
        cmd.arg(role.commands());
        redis::from_redis_value(run(conn, &script::PERMIT, &cmd).await?).map_err(Into::into)
    }

    pub(crate) async fn purge(&self, conn: &mut impl ConnectionLike) -> RedisResult<u64> {
        let cmd = call(&script::PURGE, &[&self.keys.dead]);
        reply::number(&run(conn, &script::PURGE, &cmd).await?, "purge")
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
