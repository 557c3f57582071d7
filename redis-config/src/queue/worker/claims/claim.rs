//! The claims a worker holds, and what of them Redis has not been told yet.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::queue::engine::scripts_api::{Finish, Operation};
use crate::queue::worker::summary::Summary;

/// One claim.
pub(crate) struct Claim {
    pub(crate) id: [u8; 16],
    /// Cancelled when the claim is lost.
    pub(crate) token: CancellationToken,
    /// Before this moment plus the lease nobody else can have it.
    pub(crate) renewed_at: Instant,
    /// All positions.
    all: u64,
    /// Positions Redis has settled.
    settled: u64,
    /// Positions settled here, not yet in Redis.
    unsent: Finish,
    /// A finish of `unsent`'s predecessor is under way: one at a time, so that answers are never ambiguous.
    sending: bool,
    /// A finish ended without an answer: its positions may be settled in Redis.
    maybe: u64,
}

/// What a finish that Redis answered means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// More jobs of the claim are open.
    Open,
    /// All are settled: the claim is gone.
    Whole,
    /// The claim was lost to another worker.
    Lost,
}

impl Claim {
    pub(crate) fn new(
        id: [u8; 16],
        jobs: usize,
        token: CancellationToken,
        asked_at: Instant,
    ) -> Self {
        Self {
            id,
            token,
            renewed_at: asked_at,
            all: u64::MAX >> (64 - jobs.clamp(1, 64)),
            settled: 0,
            unsent: Finish::default(),
            sending: false,
            maybe: 0,
        }
    }

    /// Notes what became of one job.
    pub(crate) fn settle(&mut self, position: u8, operation: Option<Operation>) {
        self.unsent.settled |= 1 << position;
        if let Some(operation) = operation {
            self.unsent.operations.push((position, operation));
        }
    }

    /// What Redis should be told now, if nothing is under way.
    pub(crate) fn send(&mut self) -> Option<Finish> {
        if self.sending || self.unsent.settled == 0 {
            return None;
        }
        self.sending = true;
        let mut finish = std::mem::take(&mut self.unsent);
        finish.claim = self.id;
        Some(finish)
    }

    /// Whether Redis has yet to be told something that is not under way.
    pub(crate) fn has_unsent(&self) -> bool {
        !self.sending && self.unsent.settled != 0
    }

    /// Whether only the answer to a finish can tell if the claim still exists.
    pub(crate) fn in_doubt(&self) -> bool {
        self.sending || self.maybe != 0
    }

    /// A finish was answered. Counts its jobs.
    pub(crate) fn answered(
        &mut self,
        finish: &Finish,
        held: bool,
        lease: Duration,
        summary: &mut Summary,
    ) -> Settled {
        self.sending = false;
        let jobs = u64::from(finish.settled.count_ones());
        if held {
            self.maybe &= !finish.settled;
            self.settled |= finish.settled;
            tally(finish, summary);
            return if self.settled == self.all {
                Settled::Whole
            } else {
                Settled::Open
            };
        }
        if self.maybe == 0 {
            summary.refused += jobs;
            return Settled::Lost;
        }
        // An earlier copy may have settled the claim itself. Within the lease nobody else can have taken it.
        if self.settled | self.maybe == self.all && self.renewed_at.elapsed() < lease {
            tally(finish, summary);
            Settled::Whole
        } else {
            summary.unconfirmed += jobs;
            Settled::Lost
        }
    }

    /// A finish was not answered, or refused as a whole: it is to be sent again.
    pub(crate) fn unanswered(&mut self, finish: Finish, may_have_run: bool) {
        self.sending = false;
        if may_have_run {
            self.maybe |= finish.settled;
        }
        self.unsent.settled |= finish.settled;
        let newer = std::mem::replace(&mut self.unsent.operations, finish.operations);
        self.unsent.operations.extend(newer);
    }

    /// Jobs that Redis has not settled, as far as we know.
    pub(crate) fn open(&self) -> u64 {
        (self.all & !self.settled).count_ones().into()
    }

    /// Results not sent yet.
    pub(crate) fn unheard(&self) -> u64 {
        self.unsent.settled.count_ones().into()
    }
}

fn tally(finish: &Finish, summary: &mut Summary) {
    summary.done += u64::from(finish.settled.count_ones()) - finish.operations.len() as u64;
    for (_, operation) in &finish.operations {
        match operation {
            Operation::Retry(_) => summary.retried += 1,
            Operation::Failed(_) | Operation::Malformed(_) => summary.dead += 1,
            Operation::Back => summary.released += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(30);

    fn held(jobs: usize) -> Claim {
        Claim::new([7; 16], jobs, CancellationToken::new(), Instant::now())
    }

    #[test]
    fn a_claim_is_whole_once_every_job_is_settled() {
        let (mut held, mut summary) = (held(3), Summary::default());
        held.settle(0, None);
        held.settle(2, Some(Operation::Retry(5)));
        let first = held.send().unwrap();
        assert_eq!(first.settled, 0b101);
        held.settle(1, Some(Operation::Failed("no".into())));
        assert!(held.send().is_none(), "one finish at a time");
        assert_eq!(
            held.answered(&first, true, LEASE, &mut summary),
            Settled::Open
        );
        let second = held.send().unwrap();
        assert_eq!(
            held.answered(&second, true, LEASE, &mut summary),
            Settled::Whole
        );
        assert_eq!((summary.done, summary.retried, summary.dead), (1, 1, 1));
    }

    #[test]
    fn sixty_four_jobs_fill_the_bitmap() {
        let (mut held, mut summary) = (held(64), Summary::default());
        (0..64).for_each(|position| held.settle(position, None));
        let finish = held.send().unwrap();
        assert_eq!(finish.settled, u64::MAX);
        assert_eq!(
            held.answered(&finish, true, LEASE, &mut summary),
            Settled::Whole
        );
        assert_eq!(summary.done, 64);
    }

    #[test]
    fn a_refused_result_is_counted_as_refused() {
        let (mut held, mut summary) = (held(2), Summary::default());
        held.settle(0, None);
        let finish = held.send().unwrap();
        assert_eq!(
            held.answered(&finish, false, LEASE, &mut summary),
            Settled::Lost
        );
        assert_eq!((summary.done, summary.refused), (0, 1));
    }

    #[test]
    fn after_a_lost_answer_within_the_lease_a_missing_claim_is_our_own_doing() {
        let (mut held, mut summary) = (held(1), Summary::default());
        held.settle(0, None);
        let finish = held.send().unwrap();
        held.unanswered(finish, true);
        let again = held.send().unwrap();
        assert_eq!(
            held.answered(&again, false, LEASE, &mut summary),
            Settled::Whole
        );
        assert_eq!((summary.done, summary.unconfirmed), (1, 0));
    }

    #[test]
    fn after_a_lost_answer_beyond_the_lease_nobody_knows() {
        let (mut held, mut summary) = (held(1), Summary::default());
        held.settle(0, None);
        let finish = held.send().unwrap();
        held.unanswered(finish, true);
        let again = held.send().unwrap();
        assert_eq!(
            held.answered(&again, false, Duration::ZERO, &mut summary),
            Settled::Lost
        );
        assert_eq!((summary.done, summary.unconfirmed), (0, 1));
    }
}
