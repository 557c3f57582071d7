//! The claims a worker holds, and what it owes Redis for them.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::claim::{Claim, Settled};
use crate::queue::engine::limits::CLAIM_LIMIT;
use crate::queue::engine::scripts_api::{Finish, Operation};
use crate::queue::worker::summary::Summary;

/// A result waits this long for others to go with it.
const DELAY: Duration = Duration::from_millis(5);
/// As many results do not wait.
const BATCH: usize = CLAIM_LIMIT;
/// Finishes under way at once.
const FINISHES: usize = 2;
/// Leases renewed in one call.
const RENEWALS: usize = 1_000;

/// The claims a worker holds, by their number, and what it owes Redis for them.
pub(crate) struct Claims {
    lease: Duration,
    held: HashMap<u64, Claim>,
    /// Claims with results to send and no finish under way.
    ready: Vec<u64>,
    /// Results of those.
    unsent: usize,
    send_at: Option<Instant>,
    finishing: usize,
    renew_at: Instant,
    renewing: usize,
}

impl Claims {
    pub(crate) fn new(lease: Duration, now: Instant) -> Self {
        Self {
            lease,
            held: HashMap::new(),
            ready: Vec::new(),
            unsent: 0,
            send_at: None,
            finishing: 0,
            renew_at: now + lease / 3,
            renewing: 0,
        }
    }

    /// A claim was received.
    pub(crate) fn claimed(
        &mut self,
        claim: u64,
        id: [u8; 16],
        jobs: usize,
        token: CancellationToken,
        asked_at: Instant,
    ) {
        self.held
            .insert(claim, Claim::new(id, jobs, token, asked_at));
    }

    /// The token of a claim, if it is still held.
    pub(crate) fn token(&self, claim: u64) -> Option<CancellationToken> {
        self.held.get(&claim).map(|held| held.token.clone())
    }

    /// Whether nothing is held.
    pub(crate) fn is_settled(&self) -> bool {
        self.held.is_empty()
    }

    /// Notes what became of one job; `false` if its claim is lost.
    pub(crate) fn settle(
        &mut self,
        claim: u64,
        position: u8,
        operation: Option<Operation>,
        now: Instant,
    ) -> bool {
        let Some(held) = self.held.get_mut(&claim) else {
            return false;
        };
        let first = !held.has_unsent();
        held.settle(position, operation);
        if held.has_unsent() {
            self.unsent += 1;
            self.send_at.get_or_insert(now + DELAY);
            if first {
                self.ready.push(claim);
            }
        }
        true
    }

    /// What Redis should be told now, if anything.
    pub(crate) fn send(&mut self, hurry: bool, now: Instant) -> Option<Vec<(u64, Finish)>> {
        let due = hurry || self.unsent >= BATCH || self.send_at.is_some_and(|at| at <= now);
        if !due || self.ready.is_empty() || self.finishing >= FINISHES {
            return None;
        }
        let mut finishes = Vec::with_capacity(self.ready.len().min(BATCH));
        while finishes.len() < BATCH
            && let Some(claim) = self.ready.pop()
        {
            if let Some(finish) = self.held.get_mut(&claim).and_then(Claim::send) {
                self.unsent = self
                    .unsent
                    .saturating_sub(finish.settled.count_ones() as usize);
                finishes.push((claim, finish));
            }
        }
        if self.ready.is_empty() {
            (self.unsent, self.send_at) = (0, None);
        }
        if finishes.is_empty() {
            return None;
        }
        self.finishing += 1;
        Some(finishes)
    }

    /// When there is something to send.
    pub(crate) fn send_at(&self) -> Option<Instant> {
        self.send_at.filter(|_| self.finishing < FINISHES)
    }

    /// A finish was answered. Returns the claims that turned out lost.
    pub(crate) fn finished(
        &mut self,
        finishes: Vec<(u64, Finish)>,
        answers: &[bool],
        summary: &mut Summary,
        now: Instant,
    ) -> Vec<u64> {
        self.finishing -= 1;
        let mut lost = Vec::new();
        for ((claim, finish), answer) in finishes.into_iter().zip(answers) {
            let Some(held) = self.held.get_mut(&claim) else {
                continue;
            };
            match held.answered(&finish, *answer, self.lease, summary) {
                Settled::Open => self.again(claim, now),
                Settled::Whole => {
                    self.held.remove(&claim);
                }
                Settled::Lost => {
                    self.lose(claim, summary);
                    lost.push(claim);
                }
            }
        }
        lost
    }

    /// A finish was not answered, or refused as a whole.
    pub(crate) fn unfinished(
        &mut self,
        finishes: Vec<(u64, Finish)>,
        may_have_run: bool,
        now: Instant,
    ) {
        self.finishing -= 1;
        for (claim, finish) in finishes {
            if let Some(held) = self.held.get_mut(&claim) {
                held.unanswered(finish, may_have_run);
                self.again(claim, now);
            }
        }
    }

    /// Claims whose leases are to be renewed now, a call's worth each.
    pub(crate) fn renew(&mut self, now: Instant) -> Vec<Vec<u64>> {
        if self.renew_at > now || self.renewing > 0 {
            return Vec::new();
        }
        self.renew_at = now + self.lease / 3;
        let claims: Vec<u64> = self.held.keys().copied().collect();
        let calls: Vec<Vec<u64>> = claims.chunks(RENEWALS).map(<[u64]>::to_vec).collect();
        self.renewing = calls.len();
        calls
    }

    /// When leases are to be renewed next.
    pub(crate) fn renew_at(&self) -> Instant {
        self.renew_at
    }

    /// A renewal was answered. Returns the claims that are lost.
    pub(crate) fn renewed(
        &mut self,
        claims: &[u64],
        lost: &[usize],
        asked_at: Instant,
        summary: &mut Summary,
    ) -> Vec<u64> {
        self.renewing -= 1;
        let mut gone = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            let Some(held) = self.held.get_mut(claim) else {
                continue;
            };
            if !lost.contains(&place) {
                held.renewed_at = asked_at;
            } else if !held.in_doubt() {
                // A finish under way may just have settled the claim: then its answer says so.
                self.lose(*claim, summary);
                gone.push(*claim);
            }
        }
        gone
    }

    /// A renewal failed: it is due at once.
    pub(crate) fn not_renewed(&mut self, now: Instant) {
        self.renewing -= 1;
        self.renew_at = now;
    }

    /// Whether something is held and the leases of all of it have been over for one more lease: nobody there waits for us.
    pub(crate) fn is_overdue(&self, now: Instant) -> bool {
        let end = |held: &Claim| held.renewed_at + 2 * self.lease;
        !self.held.is_empty() && self.held.values().all(|held| end(held) <= now)
    }

    /// Gives up what Redis could not be told.
    pub(crate) fn abandon(&mut self, summary: &mut Summary) {
        for held in self.held.values() {
            summary.unconfirmed += held.open();
            held.token.cancel();
        }
        self.held.clear();
    }

    fn again(&mut self, claim: u64, now: Instant) {
        if let Some(held) = self.held.get(&claim)
            && held.has_unsent()
        {
            self.unsent += held.unheard() as usize;
            self.ready.push(claim);
            self.send_at.get_or_insert(now);
        }
    }

    fn lose(&mut self, claim: u64, summary: &mut Summary) {
        if let Some(held) = self.held.remove(&claim) {
            held.token.cancel();
            summary.refused += held.unheard();
        }
    }
}
