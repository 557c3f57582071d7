//! The claims of a worker at one server, and the results and renewals that are due for them.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::claim::{Claim, ClaimState};
use super::lease_renewal::LeaseRenewal;
use crate::queue::engine::limits::CLAIM_LIMIT;
use crate::queue::engine::scripts_api::{Finish, Operation};
use crate::queue::worker::summary::Summary;

/// A result waits this long for others to be sent with it.
const SEND_DELAY: Duration = Duration::from_millis(5);
/// This many results are sent at once.
const BATCH: usize = CLAIM_LIMIT;
/// The most finish commands in flight.
const MAX_FINISHES: usize = 2;

/// The claims of a worker at one server, by number.
pub(crate) struct Claims {
    lease: Duration,
    claims: HashMap<u64, Claim>,
    /// Claims with results to send and no finish in flight.
    ready: Vec<u64>,
    /// How many results these have.
    unsent: usize,
    send_at: Option<Instant>,
    finishes: usize,
    renewal: LeaseRenewal,
}

impl Claims {
    pub(crate) fn new(lease: Duration, now: Instant) -> Self {
        Self {
            lease,
            claims: HashMap::new(),
            ready: Vec::new(),
            unsent: 0,
            send_at: None,
            finishes: 0,
            renewal: LeaseRenewal::new(lease, now),
        }
    }

    /// Adds a claim. Its lease counts from the request: Redis cannot have started it earlier.
    pub(crate) fn insert(
        &mut self,
        number: u64,
        id: [u8; 16],
        jobs: usize,
        token: CancellationToken,
        requested_at: Instant,
    ) {
        let claim = Claim::new(id, jobs, token, requested_at);
        self.claims.insert(number, claim);
    }

    /// The token of a claim, unless it is finished or lost.
    pub(crate) fn token(&self, number: u64) -> Option<CancellationToken> {
        self.claims.get(&number).map(|claim| claim.token.clone())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// Records the result of one job; `false` if the claim is lost.
    pub(crate) fn settle(
        &mut self,
        number: u64,
        position: u8,
        operation: Option<Operation>,
        now: Instant,
    ) -> bool {
        let Some(claim) = self.claims.get_mut(&number) else {
            return false;
        };
        let is_first = !claim.has_unsent();
        claim.settle(position, operation);
        if claim.has_unsent() {
            self.unsent += 1;
            self.send_at.get_or_insert(now + SEND_DELAY);
            if is_first {
                self.ready.push(number);
            }
        }
        true
    }

    /// The results to send in one command now, if any are due. `flush` sends them before their delay is over.
    pub(crate) fn take_finishes(
        &mut self,
        flush: bool,
        now: Instant,
    ) -> Option<Vec<(u64, Finish)>> {
        let due = flush || self.unsent >= BATCH || self.send_at.is_some_and(|at| at <= now);
        if !due || self.ready.is_empty() || self.finishes >= MAX_FINISHES {
            return None;
        }
        let mut finishes = Vec::with_capacity(self.ready.len().min(BATCH));
        while finishes.len() < BATCH
            && let Some(number) = self.ready.pop()
        {
            let claim = self.claims.get_mut(&number);
            if let Some(finish) = claim.and_then(Claim::take_finish) {
                let sent = finish.settled.count_ones() as usize;
                self.unsent = self.unsent.saturating_sub(sent);
                finishes.push((number, finish));
            }
        }
        if self.ready.is_empty() {
            (self.unsent, self.send_at) = (0, None);
        }
        if finishes.is_empty() {
            return None;
        }
        self.finishes += 1;
        Some(finishes)
    }

    /// When results are to be sent next.
    pub(crate) fn send_at(&self) -> Option<Instant> {
        self.send_at.filter(|_| self.finishes < MAX_FINISHES)
    }

    /// A finish got its reply: for each claim, whether it still existed. Returns the claims that are lost.
    pub(crate) fn finish_replied(
        &mut self,
        finishes: Vec<(u64, Finish)>,
        exist: &[bool],
        summary: &mut Summary,
        now: Instant,
    ) -> Vec<u64> {
        self.finishes -= 1;
        let mut lost = Vec::new();
        for ((number, finish), exists) in finishes.into_iter().zip(exist) {
            let Some(claim) = self.claims.get_mut(&number) else {
                continue;
            };
            match claim.finish_replied(&finish, *exists, self.lease, summary) {
                ClaimState::Open => self.send_again(number, now),
                ClaimState::Finished => {
                    self.claims.remove(&number);
                }
                ClaimState::Lost => {
                    self.remove_lost(number, summary);
                    lost.push(number);
                }
            }
        }
        lost
    }

    /// A finish got no reply, or was refused as a whole.
    pub(crate) fn finish_failed(
        &mut self,
        finishes: Vec<(u64, Finish)>,
        may_have_run: bool,
        now: Instant,
    ) {
        self.finishes -= 1;
        for (number, finish) in finishes {
            if let Some(claim) = self.claims.get_mut(&number) {
                claim.finish_failed(finish, may_have_run);
                self.send_again(number, now);
            }
        }
    }

    /// The claims whose leases are to be renewed now, grouped by command.
    pub(crate) fn take_renewals(&mut self, now: Instant) -> Vec<Vec<u64>> {
        if self.renewal.due_at() > now {
            return Vec::new();
        }
        let numbers: Vec<u64> = self.claims.keys().copied().collect();
        self.renewal.begin(&numbers, now)
    }

    /// When leases are to be renewed next.
    pub(crate) fn renew_at(&self) -> Instant {
        self.renewal.due_at()
    }

    /// A renewal got its reply: the indexes of the claims that no longer exist. Returns the claims that are lost.
    pub(crate) fn renewal_replied(
        &mut self,
        numbers: &[u64],
        missing: &[usize],
        requested_at: Instant,
        summary: &mut Summary,
    ) -> Vec<u64> {
        self.renewal.replied();
        let mut lost = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let Some(claim) = self.claims.get_mut(number) else {
                continue;
            };
            if !missing.contains(&index) {
                claim.renewed_at = requested_at;
            } else if !claim.is_in_doubt() {
                // Not if a finish is in flight: that one may have settled the claim, and its reply shows which.
                self.remove_lost(*number, summary);
                lost.push(*number);
            }
        }
        lost
    }

    /// A renewal failed: it is due at once.
    pub(crate) fn renewal_failed(&mut self, now: Instant) {
        self.renewal.failed(now);
    }

    /// Whether every claim has been without a valid lease for one more lease: other workers have swept them by now.
    pub(crate) fn is_overdue(&self, now: Instant) -> bool {
        let end = |claim: &Claim| claim.renewed_at + 2 * self.lease;
        !self.claims.is_empty() && self.claims.values().all(|claim| end(claim) <= now)
    }

    /// Drops all claims. Their results are counted as unconfirmed.
    pub(crate) fn abandon(&mut self, summary: &mut Summary) {
        for (_, claim) in self.claims.drain() {
            summary.unconfirmed += claim.open_jobs();
            claim.token.cancel();
        }
    }

    fn send_again(&mut self, number: u64, now: Instant) {
        if let Some(claim) = self.claims.get(&number)
            && claim.has_unsent()
        {
            self.unsent += claim.unsent_jobs() as usize;
            self.ready.push(number);
            self.send_at.get_or_insert(now);
        }
    }

    fn remove_lost(&mut self, number: u64, summary: &mut Summary) {
        if let Some(claim) = self.claims.remove(&number) {
            claim.token.cancel();
            summary.refused += claim.unsent_jobs();
        }
    }
}
