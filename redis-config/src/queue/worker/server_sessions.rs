//! What a worker has begun at one server, and ends there.

use std::time::{Duration, Instant};

use super::claims::claims::Claims;
use super::error_backoff::ErrorBackoff;
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::handle::shared::connection::Connection;
use crate::queue::engine::scripts_api::Operation;

/// What a worker has begun under one configuration of its instance: after a switch it is ended where it was begun.
pub(crate) struct ServerSession<C> {
    pub(crate) generation: u64,
    /// Stays with its generation, and keeps that open.
    anchor: Connection<C>,
    pub(crate) ledger: Claims,
    pub(crate) trouble: ErrorBackoff,
    /// Claims whose answer is awaited or lost.
    asked: Vec<u64>,
    /// Calls under way.
    pub(crate) calls: usize,
}

/// The desks of a worker; the last one is where it claims.
pub(crate) struct ServerSessions<C> {
    handle: Handle<C>,
    lease: Duration,
    open: Vec<ServerSession<C>>,
}

impl<C: RedisConfig> ServerSession<C> {
    fn new(handle: &Handle<C>, lease: Duration, now: Instant) -> Self {
        let (generation, anchor) = handle.pinned();
        Self {
            generation,
            anchor,
            ledger: Claims::new(lease, now),
            trouble: ErrorBackoff::new(lease),
            asked: Vec::new(),
            calls: 0,
        }
    }

    /// A connection to this desk's server.
    pub(crate) fn conn(&self) -> Connection<C> {
        self.anchor.beside()
    }

    /// Claims whose answer is awaited or lost.
    pub(crate) fn asked(&self) -> &[u64] {
        &self.asked
    }

    fn is_done(&self) -> bool {
        self.calls == 0 && self.asked.is_empty() && self.ledger.is_settled()
    }
}

impl<C: RedisConfig> ServerSessions<C> {
    pub(crate) fn new(handle: Handle<C>, lease: Duration, now: Instant) -> Self {
        Self {
            open: vec![ServerSession::new(&handle, lease, now)],
            handle,
            lease,
        }
    }

    /// Moves to the instance's current configuration, if it is another one; `true` then. Closes what is done, and gives up
    /// what its server can no longer be told: its leases are over.
    pub(crate) fn follow(&mut self, now: Instant, summary: &mut Summary) -> bool {
        let last = self.open.len() - 1;
        let moved = self.open[last].generation != self.handle.generation();
        if moved {
            self.open
                .push(ServerSession::new(&self.handle, self.lease, now));
        }
        let last = self.open.len() - 1;
        for desk in &mut self.open[..last] {
            if desk.ledger.is_overdue(now) {
                desk.ledger.abandon(summary);
                desk.asked.clear();
            }
        }
        let mut index = 0;
        self.open.retain(|desk| {
            index += 1;
            index > last || !desk.is_done()
        });
        moved
    }

    /// Where the worker claims.
    pub(crate) fn current(&mut self) -> &mut ServerSession<C> {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Where the worker claims, to look at.
    pub(crate) fn current_ref(&self) -> &ServerSession<C> {
        &self.open[self.open.len() - 1]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ServerSession<C>> {
        self.open.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut ServerSession<C>> {
        self.open.iter_mut()
    }

    /// The desk of that configuration, if there is something left to do at it.
    pub(crate) fn of(&mut self, generation: u64) -> Option<&mut ServerSession<C>> {
        self.open
            .iter_mut()
            .find(|desk| desk.generation == generation)
    }

    /// The desk that holds a claim.
    pub(crate) fn holding(&mut self, claim: u64) -> Option<&mut ServerSession<C>> {
        self.open
            .iter_mut()
            .find(|desk| desk.ledger.token(claim).is_some())
    }

    /// Notes what became of one job; `false` if its claim is lost.
    pub(crate) fn settle(
        &mut self,
        claim: u64,
        position: u8,
        operation: Option<Operation>,
        now: Instant,
    ) -> bool {
        match self.holding(claim) {
            Some(desk) => desk.ledger.settle(claim, position, operation, now),
            None => false,
        }
    }

    /// Where a claim is to be asked for: where it was before, if it was.
    pub(crate) fn asking(&mut self, claim: u64) -> &mut ServerSession<C> {
        let last = self.open.len() - 1;
        let before = self
            .open
            .iter()
            .position(|desk| desk.asked.contains(&claim));
        let desk = &mut self.open[before.unwrap_or(last)];
        if before.is_none() {
            desk.asked.push(claim);
        }
        desk
    }

    /// A claim was answered, or refused for good.
    pub(crate) fn answered(&mut self, claim: u64) {
        for desk in &mut self.open {
            desk.asked.retain(|asked| *asked != claim);
        }
    }

    /// Whether no desk holds a claim.
    pub(crate) fn is_settled(&self) -> bool {
        self.open.iter().all(|desk| desk.ledger.is_settled())
    }
}
