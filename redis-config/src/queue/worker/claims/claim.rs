//! One claim: which of its jobs are settled here, and which in Redis.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::queue::engine::scripts_api::{Finish, Operation};
use crate::queue::worker::summary::Summary;

/// One claim. A job of it is *settled* when its result is known, and the claim ends when Redis has all results.
pub(crate) struct Claim {
    pub(crate) id: [u8; 16],
    /// Cancelled when the claim is lost.
    pub(crate) token: CancellationToken,
    /// Until one lease after this instant, no other worker can have the jobs.
    pub(crate) renewed_at: Instant,
    /// One bit for each job of the claim.
    all: u64,
    /// Jobs settled in Redis.
    settled: u64,
    /// Results that are not sent yet.
    unsent: Finish,
    /// A finish is in flight. There is one at a time, so that a reply is never ambiguous.
    sending: bool,
    /// Jobs of a finish that got no reply: they may be settled in Redis.
    unconfirmed: u64,
}

/// What the reply to a finish means for the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimState {
    /// Some jobs are not settled.
    Open,
    /// All jobs are settled, and the claim no longer exists.
    Finished,
    /// The lease ran out, and the jobs went to another worker.
    Lost,
}

impl Claim {
    pub(crate) fn new(
        id: [u8; 16],
        jobs: usize,
        token: CancellationToken,
        requested_at: Instant,
    ) -> Self {
        Self {
            id,
            token,
            renewed_at: requested_at,
            all: u64::MAX >> (64 - jobs.clamp(1, 64)),
            settled: 0,
            unsent: Finish::default(),
            sending: false,
            unconfirmed: 0,
        }
    }

    /// Records the result of one job.
    pub(crate) fn settle(&mut self, position: u8, operation: Option<Operation>) {
        self.unsent.settled |= 1 << position;
        if let Some(operation) = operation {
            self.unsent.operations.push((position, operation));
        }
    }

    /// The results to send now, unless a finish is in flight.
    pub(crate) fn take_finish(&mut self) -> Option<Finish> {
        if !self.has_unsent() {
            return None;
        }
        self.sending = true;
        let mut finish = std::mem::take(&mut self.unsent);
        finish.claim = self.id;
        Some(finish)
    }

    /// Whether there are results to send and no finish is in flight.
    pub(crate) fn has_unsent(&self) -> bool {
        !self.sending && self.unsent.settled != 0
    }

    /// Whether only the reply to a finish can show that the claim still exists.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.sending || self.unconfirmed != 0
    }

    /// A finish got its reply: `exists` is whether Redis still had the claim. Counts the jobs.
    pub(crate) fn finish_replied(
        &mut self,
        finish: &Finish,
        exists: bool,
        lease: Duration,
        summary: &mut Summary,
    ) -> ClaimState {
        self.sending = false;
        let jobs = u64::from(finish.settled.count_ones());
        if exists {
            self.unconfirmed &= !finish.settled;
            self.settled |= finish.settled;
            count(finish, summary);
            return if self.settled == self.all {
                ClaimState::Finished
            } else {
                ClaimState::Open
            };
        }
        if self.unconfirmed == 0 {
            summary.refused += jobs;
            return ClaimState::Lost;
        }
        // The claim is gone, but an earlier copy of this finish may have settled it: within the lease no other worker can
        // have taken it.
        if self.settled | self.unconfirmed == self.all && self.renewed_at.elapsed() < lease {
            count(finish, summary);
            ClaimState::Finished
        } else {
            summary.unconfirmed += jobs;
            ClaimState::Lost
        }
    }

    /// A finish got no reply, or was refused: its results are sent again.
    pub(crate) fn finish_failed(&mut self, finish: Finish, may_have_run: bool) {
        self.sending = false;
        if may_have_run {
            self.unconfirmed |= finish.settled;
        }
        self.unsent.settled |= finish.settled;
        let newer = std::mem::replace(&mut self.unsent.operations, finish.operations);
        self.unsent.operations.extend(newer);
    }

    /// How many jobs are not settled in Redis, as far as this worker knows.
    pub(crate) fn open_jobs(&self) -> u64 {
        (self.all & !self.settled).count_ones().into()
    }

    /// How many results are not sent yet.
    pub(crate) fn unsent_jobs(&self) -> u64 {
        self.unsent.settled.count_ones().into()
    }
}

fn count(finish: &Finish, summary: &mut Summary) {
    summary.done += u64::from(finish.settled.count_ones()) - finish.operations.len() as u64;
    for (_, operation) in &finish.operations {
        match operation {
            Operation::Retry(_) => summary.retried += 1,
            Operation::Failed(_) | Operation::Malformed(_) => summary.dead += 1,
            Operation::Requeue => summary.released += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(30);

    fn claim(jobs: usize) -> Claim {
        Claim::new([7; 16], jobs, CancellationToken::new(), Instant::now())
    }

    #[test]
    fn a_claim_is_finished_once_every_job_is_settled() {
        let (mut claim, mut summary) = (claim(3), Summary::default());
        claim.settle(0, None);
        claim.settle(2, Some(Operation::Retry(5)));
        let first = claim.take_finish().unwrap();
        assert_eq!(first.settled, 0b101);
        claim.settle(1, Some(Operation::Failed("no".into())));
        assert!(claim.take_finish().is_none(), "one finish at a time");
        let state = claim.finish_replied(&first, true, LEASE, &mut summary);
        assert_eq!(state, ClaimState::Open);
        let second = claim.take_finish().unwrap();
        let state = claim.finish_replied(&second, true, LEASE, &mut summary);
        assert_eq!(state, ClaimState::Finished);
        assert_eq!((summary.done, summary.retried, summary.dead), (1, 1, 1));
    }

    #[test]
    fn sixty_four_jobs_fill_the_bitmap() {
        let (mut claim, mut summary) = (claim(64), Summary::default());
        (0..64).for_each(|position| claim.settle(position, None));
        let finish = claim.take_finish().unwrap();
        assert_eq!(finish.settled, u64::MAX);
        let state = claim.finish_replied(&finish, true, LEASE, &mut summary);
        assert_eq!(state, ClaimState::Finished);
        assert_eq!(summary.done, 64);
    }

    #[test]
    fn a_refused_result_is_counted_as_refused() {
        let (mut claim, mut summary) = (claim(2), Summary::default());
        claim.settle(0, None);
        let finish = claim.take_finish().unwrap();
        let state = claim.finish_replied(&finish, false, LEASE, &mut summary);
        assert_eq!(state, ClaimState::Lost);
        assert_eq!((summary.done, summary.refused), (0, 1));
    }

    /// The state of a claim of one job whose first finish got no reply, and that no longer exists.
    fn gone_after_a_lost_reply(lease: Duration) -> (ClaimState, Summary) {
        let (mut claim, mut summary) = (claim(1), Summary::default());
        claim.settle(0, None);
        let finish = claim.take_finish().unwrap();
        claim.finish_failed(finish, true);
        let again = claim.take_finish().unwrap();
        let state = claim.finish_replied(&again, false, lease, &mut summary);
        (state, summary)
    }

    #[test]
    fn within_the_lease_a_claim_gone_after_a_lost_reply_is_finished() {
        let (state, summary) = gone_after_a_lost_reply(LEASE);
        assert_eq!(state, ClaimState::Finished);
        assert_eq!((summary.done, summary.unconfirmed), (1, 0));
    }

    #[test]
    fn after_the_lease_a_claim_gone_after_a_lost_reply_is_unconfirmed() {
        let (state, summary) = gone_after_a_lost_reply(Duration::ZERO);
        assert_eq!(state, ClaimState::Lost);
        assert_eq!((summary.done, summary.unconfirmed), (0, 1));
    }
}
