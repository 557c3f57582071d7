//! What a worker has open at each server.

use std::time::{Duration, Instant};

use super::claims::claims::Claims;
use super::error_backoff::ErrorBackoff;
use super::summary::Summary;
use crate::config::definition::RedisConfig;
use crate::handle::handle::Handle;
use crate::handle::shared::connection::Connection;
use crate::queue::engine::scripts_api::Operation;

/// The claims of a worker under one configuration of its instance. After a switch they are finished where they were taken.
pub(crate) struct ServerSession<C: RedisConfig> {
    pub(crate) generation: u64,
    /// Pinned to this generation, and keeps it open.
    pinned: Connection<C>,
    pub(crate) claims: Claims,
    pub(crate) backoff: ErrorBackoff,
    /// Claims without a reply: in flight, or to be requested again.
    requested: Vec<u64>,
    /// Commands in flight.
    pub(crate) commands: usize,
}

/// The sessions of a worker. It claims in the last one.
pub(crate) struct ServerSessions<C: RedisConfig> {
    handle: Handle<C>,
    lease: Duration,
    sessions: Vec<ServerSession<C>>,
}

impl<C: RedisConfig> ServerSession<C> {
    fn new(handle: &Handle<C>, lease: Duration, now: Instant) -> Self {
        let (generation, pinned) = handle.pinned();
        Self {
            generation,
            pinned,
            claims: Claims::new(lease, now),
            backoff: ErrorBackoff::new(lease),
            requested: Vec::new(),
            commands: 0,
        }
    }

    /// A connection to the server of this session.
    pub(crate) fn conn(&self) -> Connection<C> {
        self.pinned.sibling()
    }

    /// Claims without a reply.
    pub(crate) fn requested(&self) -> &[u64] {
        &self.requested
    }

    fn is_over(&self) -> bool {
        self.commands == 0 && self.requested.is_empty() && self.claims.is_empty()
    }
}

impl<C: RedisConfig> ServerSessions<C> {
    pub(crate) fn new(handle: Handle<C>, lease: Duration, now: Instant) -> Self {
        Self {
            sessions: vec![ServerSession::new(&handle, lease, now)],
            handle,
            lease,
        }
    }

    /// Opens a session if the instance was switched, and returns whether it was. Closes the sessions that are over, and
    /// abandons the claims of an old server that is unreachable for so long that other workers have swept them.
    pub(crate) fn follow_switch(&mut self, now: Instant, summary: &mut Summary) -> bool {
        let is_switched = self.current().generation != self.handle.generation();
        if is_switched {
            let session = ServerSession::new(&self.handle, self.lease, now);
            self.sessions.push(session);
        }
        let last = self.sessions.len() - 1;
        for session in &mut self.sessions[..last] {
            if session.claims.is_overdue(now) {
                session.claims.abandon(summary);
                session.requested.clear();
            }
        }
        let mut index = 0;
        self.sessions.retain(|session| {
            index += 1;
            index > last || !session.is_over()
        });
        is_switched
    }

    /// The session in which the worker claims.
    pub(crate) fn current(&self) -> &ServerSession<C> {
        &self.sessions[self.sessions.len() - 1]
    }

    pub(crate) fn current_mut(&mut self) -> &mut ServerSession<C> {
        let last = self.sessions.len() - 1;
        &mut self.sessions[last]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ServerSession<C>> {
        self.sessions.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut ServerSession<C>> {
        self.sessions.iter_mut()
    }

    /// The session of a generation, unless it is closed.
    pub(crate) fn of_generation(&mut self, generation: u64) -> Option<&mut ServerSession<C>> {
        self.iter_mut()
            .find(|session| session.generation == generation)
    }

    /// The session of a claim, unless the claim is finished or lost.
    pub(crate) fn of_claim(&mut self, claim: u64) -> Option<&mut ServerSession<C>> {
        self.iter_mut()
            .find(|session| session.claims.token(claim).is_some())
    }

    /// Records the result of one job; `false` if its claim is lost.
    pub(crate) fn settle(
        &mut self,
        claim: u64,
        position: u8,
        operation: Option<Operation>,
        now: Instant,
    ) -> bool {
        self.of_claim(claim)
            .is_some_and(|session| session.claims.settle(claim, position, operation, now))
    }

    /// The session in which to request a claim: if it was requested before, the same one. There, and only there, the first
    /// command may have run.
    pub(crate) fn for_request(&mut self, claim: u64) -> &mut ServerSession<C> {
        let earlier = self
            .iter()
            .position(|session| session.requested.contains(&claim));
        let index = earlier.unwrap_or(self.sessions.len() - 1);
        let session = &mut self.sessions[index];
        if earlier.is_none() {
            session.requested.push(claim);
        }
        session
    }

    /// A claim got its reply, or certainly did not run.
    pub(crate) fn replied(&mut self, claim: u64) {
        for session in &mut self.sessions {
            session.requested.retain(|requested| *requested != claim);
        }
    }

    /// Whether no session has a claim.
    pub(crate) fn is_empty(&self) -> bool {
        self.iter().all(|session| session.claims.is_empty())
    }
}
