//! A caller's place on a shared socket: the part of a connection that does not depend on the definition's type.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use redis::{RedisError, RedisFuture, RedisResult};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::assignment::{Assignment, BoundSocket};
use crate::command::policy::Admission;
use crate::connect::socket::socket::Socket;
use crate::error::ConnectError;
use crate::handle::cluster::bindings::Bindings;
use crate::handle::cluster::context::{RouteContext, RouteError};
use crate::handle::cluster::dispatch::FirstReply;
use crate::handle::command_error;
use crate::handle::dedicated::blocking::run_blocking;
use crate::handle::instance::generation::{Generation, GenerationGuard};
use crate::handle::instance::instance::Instance;
use crate::handle::node::server_condition_log::ServerCondition;
use crate::handle::request::Request;
use crate::settings::settings::Settings;
use crate::sync::RoundRobin;

/// A place on a shared socket. A clone shares the socket.
#[derive(Clone, Debug)]
pub(crate) struct SharedConn {
    instance: Arc<Instance>,
    seat: Assignment,
    bound: Option<BoundSocket>,
    /// In a cluster: the sockets of its nodes that this line is bound to, and which of equal nodes it takes.
    berths: Bindings,
    turn: usize,
    /// Stays with its generation when the instance moves to another one.
    pub(crate) pin: Option<GenerationGuard>,
}

impl SharedConn {
    /// A place on the next socket in turn.
    pub(crate) fn new(instance: &Arc<Instance>) -> Self {
        Self {
            instance: Arc::clone(instance),
            seat: Assignment::take(instance.current(), false),
            bound: None,
            berths: Bindings::default(),
            turn: RoundRobin::next_in_process(),
            pin: None,
        }
    }

    /// A place in the current generation that stays there after a switch, as long as this or a clone lives.
    pub(crate) fn pinned(instance: &Arc<Instance>) -> Self {
        let pin = instance.pin();
        Self {
            instance: Arc::clone(instance),
            seat: Assignment::take(Arc::clone(pin.generation()), true),
            bound: None,
            berths: Bindings::default(),
            turn: RoundRobin::next_in_process(),
            pin: Some(pin),
        }
    }

    /// A place in the same generation, on the next socket in turn.
    pub(crate) fn beside(&self) -> Self {
        Self {
            instance: Arc::clone(&self.instance),
            seat: Assignment::take(self.generation(), self.pin.is_some()),
            bound: None,
            berths: Bindings::default(),
            turn: RoundRobin::next_in_process(),
            pin: self.pin.clone(),
        }
    }

    /// From now on stays with the generation that the last command went to. If that is closed by now, every further
    /// command fails.
    pub(crate) fn stay(&mut self) {
        if self.pin.is_none() {
            self.pin = Some(self.seat.generation.pin());
            self.seat.watermark = self.seat.slot.watermark(true);
            self.berths.clear();
        }
    }

    pub(crate) fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    /// The generation that the next command goes to.
    pub(crate) fn generation(&self) -> Arc<Generation> {
        match &self.pin {
            Some(pin) => Arc::clone(pin.generation()),
            None => self.instance.current(),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.seat.generation.target.settings
    }

    /// Sends a request. While the socket is up this adds one atomic load, a look at the name of the command and no
    /// allocation to what the client crate does: the box returned here takes the place of its own.
    #[inline]
    pub(crate) fn submit<'a, R: Request + 'a>(
        &'a mut self,
        request: R,
    ) -> RedisFuture<'a, R::Reply> {
        match request.judge_shared() {
            Admission::Plain if self.seat.replica.is_some() && request.only_reads() => {
                Box::pin(self.read(request))
            }
            Admission::Plain | Admission::Session(_) if !self.seat.clustered => {
                self.direct(request)
            }
            Admission::Plain | Admission::Session(_) => self.routed(request),
            Admission::Blocking(wait) => Box::pin(run_blocking(self, request, wait)),
            Admission::Refused(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// Reads from the replica; from the primary if that is not up, or has no answer.
    async fn read<R: Request>(&mut self, request: R) -> RedisResult<R::Reply> {
        match self.read_at_replica(request).await {
            Some(result) => result,
            None => self.direct(request).await,
        }
    }

    /// `None` if there is no answer to be had there.
    async fn read_at_replica<R: Request>(&mut self, request: R) -> Option<RedisResult<R::Reply>> {
        let pinned = self.pin.is_some();
        if !pinned && self.seat.generation.is_retired() {
            return None;
        }
        let node = self.seat.replica.as_ref()?;
        if self.berths.bound(node).is_none() {
            node.ensure_supervised();
            let (link, epoch) = self.berths.slot(node, pinned).up_now()?;
            self.berths.bind(node, &link, epoch);
        }
        let bound = self.berths.bound(node)?;
        match request.send(&mut bound.wire).await {
            // To read twice does no harm.
            Err(error) if command_error::is_connection_lost(&error) => None,
            Ok(reply) if R::is_empty_handed(&reply) => None,
            result => Some(result),
        }
    }

    /// The short way: sends on the socket this line is bound to.
    #[inline]
    fn direct<'a, R: Request + 'a>(&'a mut self, request: R) -> RedisFuture<'a, R::Reply> {
        boxed_in_place(move || async move {
            let mut failed = None;
            if let Some(bound) = &mut self.bound
                && bound.epoch == self.seat.watermark.load(Ordering::Acquire)
            {
                let written = bound.link.written();
                match request.send(&mut bound.wire).await {
                    Err(error) if command_error::is_connection_lost(&error) => {
                        failed = Some((written, error));
                    }
                    Ok(reply) if R::complaint(&reply).is_some() => {
                        return Box::pin(self.redirect(request, reply)).await;
                    }
                    result => return result,
                }
            }
            Box::pin(self.resubmit(request, failed, true)).await
        })
    }

    /// The long way: waits for a socket, sends there, and again as long as nothing was written.
    async fn resubmit<R: Request>(
        &mut self,
        request: R,
        mut failed: Option<(u64, RedisError)>,
        mut redirectable: bool,
    ) -> RedisResult<R::Reply> {
        let deadline = Instant::now() + self.settings().response_timeout();
        loop {
            if let (Some((written, error)), Some(bound)) = (&failed, &self.bound)
                && bound.link.written() != *written
            {
                return Err(command_error::unknown(
                    self.settings(),
                    bound.link.lost(),
                    error,
                ));
            }
            let rebound = self.rebind(deadline).await.map(|_| ());
            if self.seat.clustered {
                // The instance was switched to a cluster.
                return self.carried(request, None).await;
            }
            rebound.map_err(|error| command_error::unsent(&error))?;
            let Some(bound) = &mut self.bound else {
                continue;
            };
            let written = bound.link.written();
            match request.send(&mut bound.wire).await {
                Err(error) if command_error::is_connection_lost(&error) => {
                    failed = Some((written, error));
                }
                Ok(reply) => {
                    let complaint = R::complaint(&reply).filter(|_| redirectable);
                    if !self.finds_primary(request, complaint, deadline).await {
                        return Ok(reply);
                    }
                    redirectable = false;
                    failed = None;
                }
                result => return result,
            }
        }
    }

    /// The server has said something of itself: if that is that it is no primary any more, sends the request to the one that
    /// is, once.
    async fn redirect<R: Request>(&mut self, request: R, reply: R::Reply) -> RedisResult<R::Reply> {
        let deadline = Instant::now() + self.settings().response_timeout();
        let complaint = R::complaint(&reply);
        if self.finds_primary(request, complaint, deadline).await {
            self.resubmit(request, None, false).await
        } else {
            Ok(reply)
        }
    }

    /// Has the primary looked for, if the answer says that this is none; `true` once it is found, if it is certain that nothing
    /// was done of the request that was refused.
    async fn finds_primary<R: Request>(
        &self,
        request: R,
        complaint: Option<ServerCondition>,
        deadline: Instant,
    ) -> bool {
        let Some(complaint) = complaint else {
            return false;
        };
        let epoch = self.bound.as_ref().map_or(0, |bound| bound.epoch);
        let Assignment {
            node,
            slot,
            watermark,
            ..
        } = &self.seat;
        // Of another socket than the one in use now it says nothing.
        if watermark.load(Ordering::Acquire) == epoch {
            node.hear(complaint);
        }
        if complaint != ServerCondition::Replica {
            return false;
        }
        // At a fixed address another server is the exception: who writes to a replica hears so at once.
        node.locator.follows()
            && request.is_undone_as_a_whole()
            && slot.changed_from(epoch, deadline).await
    }

    async fn rebind(&mut self, deadline: Instant) -> Result<&mut BoundSocket, ConnectError> {
        let (link, epoch) = loop {
            let generation = self.generation();
            if let Err(error) = generation.decide(deadline).await {
                if self.pin.is_none() && generation.is_retired() {
                    continue;
                }
                return Err(error);
            }
            self.reseat();
            let up = {
                let Assignment { node, slot, .. } = &self.seat;
                node.up(slot, deadline, self.pin.is_some()).await
            };
            // Whatever the old generation said: a command that starts after a switch goes to the next one.
            if self.pin.is_some() || !self.seat.generation.is_retired() {
                break up?;
            }
            yield_now().await;
        };
        Ok(self.bound.insert(BoundSocket {
            epoch,
            wire: link.sender(),
            link,
        }))
    }

    /// Takes a place in the generation that the next command goes to.
    fn reseat(&mut self) {
        let generation = self.generation();
        let there = Arc::ptr_eq(&generation, &self.seat.generation);
        if !there || !Arc::ptr_eq(generation.node(), &self.seat.node) {
            self.seat = Assignment::take(generation, self.pin.is_some());
            self.berths.clear();
        }
    }

    /// The short way in a cluster: sends on the socket this line is bound to at the node that has the command's slot.
    #[inline]
    fn routed<'a, R: Request + 'a>(&'a mut self, request: R) -> RedisFuture<'a, R::Reply> {
        boxed_in_place(move || async move {
            let mut hint = None;
            if let (Some(command), Some(cluster)) =
                (request.command(), self.seat.generation.cluster())
                && let Some(node) = cluster.node_of(command, self.turn)
                && let Some(bound) = self.berths.bound(&node)
            {
                let written = bound.link.written();
                match bound.wire.send(command).await {
                    Err(error) if command_error::is_connection_lost(&error) => {
                        cluster.refresh();
                        // To read twice, from a replica and from another node then, does no harm.
                        let again = request.only_reads() && !cluster.is_primary(&node);
                        if bound.link.written() != written && !again {
                            let settings = &self.seat.generation.target.settings;
                            return Err(command_error::unknown(
                                settings,
                                bound.link.lost(),
                                &error,
                            ));
                        }
                    }
                    Ok(answer) if FirstReply::is_one(&node, &answer) => {
                        hint = Some(FirstReply { node, answer });
                    }
                    Ok(answer) => {
                        if let Some(complaint) = ServerCondition::of(&answer) {
                            node.hear(complaint);
                        }
                        return R::answered(answer);
                    }
                    Err(error) => return Err(error),
                }
            }
            self.carried(request, hint).await
        })
    }

    /// The long way in a cluster: follows what the nodes say.
    fn carried<'a, R: Request + 'a>(
        &'a mut self,
        request: R,
        mut hint: Option<FirstReply>,
    ) -> RedisFuture<'a, R::Reply> {
        Box::pin(async move {
            loop {
                self.reseat();
                let generation = Arc::clone(&self.seat.generation);
                let Some(cluster) = generation.cluster() else {
                    // The instance was switched to a single server.
                    return self.resubmit(request, None, true).await;
                };
                let mut crew = RouteContext {
                    cluster,
                    berths: &mut self.berths,
                    pinned: self.pin.is_some(),
                    turn: self.turn,
                };
                match request.through(&mut crew, hint.take()).await {
                    Ok(reply) => return Ok(reply),
                    Err(RouteError::Failed(error)) => return Err(error),
                    Err(RouteError::Left) => yield_now().await,
                }
            }
        })
    }

    /// The live socket of this line, waited for until `deadline`.
    pub(crate) async fn link(&mut self, deadline: Instant) -> Result<Arc<Socket>, ConnectError> {
        Ok(Arc::clone(&self.rebind(deadline).await?.link))
    }
}

/// Makes a future in its box. `Box::pin(future)` builds it on the stack first and copies it, well over a kilobyte of it:
/// half of all that this library would add to a command.
#[inline]
fn boxed_in_place<F>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    let place = Box::new_uninit();
    Box::into_pin(Box::write(place, make()))
}
