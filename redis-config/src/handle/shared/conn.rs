//! A connection that shares its socket, without the type of its definition.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use redis::{RedisFuture, RedisResult};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::socket_assignment::Assignment;
use crate::command::policy::Admission;
use crate::command::server_condition::ServerCondition;
use crate::connect::socket::socket::Socket;
use crate::connect::socket::waiter::{Lost, NoReply};
use crate::error::ConnectError;
use crate::handle::cluster::bindings::Bindings;
use crate::handle::cluster::context::{RouteContext, RouteError};
use crate::handle::cluster::dispatch::FirstReply;
use crate::handle::cluster::routed::Routed;
use crate::handle::command_error;
use crate::handle::dedicated::blocking::run_blocking;
use crate::handle::instance::generation::{Generation, GenerationGuard};
use crate::handle::instance::instance::Instance;
use crate::handle::node::bound_socket::BoundSocket;
use crate::handle::request::Request;
use crate::settings::settings::Settings;
use crate::sync::RoundRobin;

/// A connection on a shared socket. A clone uses the same socket.
#[derive(Clone, Debug)]
pub(crate) struct SharedConn {
    instance: Arc<Instance>,
    assignment: Assignment,
    bound: Option<BoundSocket>,
    /// In a cluster: the sockets that this connection is bound to, one for each node.
    bindings: Bindings,
    /// Which of the equally suitable nodes of a cluster this one takes.
    turn: usize,
    /// Keeps its generation when the instance moves to another one.
    pin: Option<GenerationGuard>,
}

impl SharedConn {
    /// A connection on the next socket, round robin.
    pub(crate) fn new(instance: &Arc<Instance>) -> Self {
        Self::on(instance, instance.current(), None)
    }

    /// The same, pinned: it stays on the current generation after a switch, as long as this or a clone lives.
    pub(crate) fn pinned(instance: &Arc<Instance>) -> Self {
        let pin = instance.pin();
        Self::on(instance, Arc::clone(pin.generation()), Some(pin))
    }

    /// A connection on the next socket of the same generation, pinned like this one.
    pub(crate) fn sibling(&self) -> Self {
        Self::on(&self.instance, self.generation(), self.pin.clone())
    }

    fn on(
        instance: &Arc<Instance>,
        generation: Arc<Generation>,
        pin: Option<GenerationGuard>,
    ) -> Self {
        Self {
            instance: Arc::clone(instance),
            assignment: Assignment::next(generation, pin.is_some()),
            bound: None,
            bindings: Bindings::default(),
            turn: RoundRobin::next_in_process(),
            pin,
        }
    }

    /// Pins the connection to the generation that the last command went to. If that is closed by now, every further
    /// command fails.
    pub(crate) fn pin(&mut self) {
        if self.pin.is_none() {
            self.pin = Some(self.assignment.generation.pin());
            self.assignment.live_epoch = self.assignment.socket.live_epoch(true);
            self.bindings.clear();
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

    fn settings(&self) -> &Settings {
        &self.assignment.generation.target.settings
    }

    /// Sends a request. While the socket is up this adds one atomic load, a look at the name of the command and no
    /// allocation to the work of the client crate: the box returned here takes the place of its own.
    #[inline]
    pub(crate) fn submit<'a, R: Routed + 'a>(
        &'a mut self,
        request: R,
    ) -> RedisFuture<'a, R::Reply> {
        match request.admit_shared() {
            Admission::Plain if self.assignment.replica.is_some() && request.only_reads() => {
                Box::pin(self.read(request))
            }
            Admission::Plain | Admission::Session(_) if !self.assignment.clustered => {
                self.direct(request)
            }
            Admission::Plain | Admission::Session(_) => self.routed(request),
            Admission::Blocking(block_time) => {
                let pin = self.pin.as_ref();
                Box::pin(run_blocking(&self.instance, pin, request, block_time))
            }
            Admission::Refused(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// Reads from the replica; from the primary if the replica is not up, or has no data.
    async fn read<R: Routed>(&mut self, request: R) -> RedisResult<R::Reply> {
        match self.read_at_replica(request).await {
            Some(result) => result,
            None => self.direct(request).await,
        }
    }

    /// `None` if the replica gives no usable reply.
    async fn read_at_replica<R: Request>(&mut self, request: R) -> Option<RedisResult<R::Reply>> {
        let pinned = self.pin.is_some();
        if !pinned && self.assignment.generation.is_retired() {
            return None;
        }
        let node = self.assignment.replica.as_ref()?;
        if self.bindings.bound(node).is_none() {
            node.ensure_supervised();
            let (socket, epoch) = self.bindings.shared(node, pinned).live()?;
            self.bindings.bind(node, &socket, epoch);
        }
        let bound = self.bindings.bound(node)?;
        match request.send(&mut bound.sender).await {
            // A read has no effect, so it may run twice.
            Err(NoReply::Lost(_)) => None,
            Err(NoReply::Failed(error)) => Some(Err(error)),
            Ok(reply) if R::lacks_data(&reply) => None,
            Ok(reply) => Some(Ok(reply)),
        }
    }

    /// The short path: sends on the socket that this connection is bound to.
    #[inline]
    fn direct<'a, R: Routed + 'a>(&'a mut self, request: R) -> RedisFuture<'a, R::Reply> {
        boxed_in_place(move || async move {
            let mut failed = None;
            if let Some(bound) = &mut self.bound
                && bound.epoch == self.assignment.live_epoch.load(Ordering::Acquire)
            {
                match request.send(&mut bound.sender).await {
                    Err(NoReply::Lost(lost)) => failed = Some(lost),
                    Err(NoReply::Failed(error)) => return Err(error),
                    Ok(reply) if R::condition(&reply).is_some() => {
                        return Box::pin(self.follow_failover(request, reply)).await;
                    }
                    Ok(reply) => return Ok(reply),
                }
            }
            Box::pin(self.resubmit(request, failed, true)).await
        })
    }

    /// The long path: waits for a socket, sends there, and again as long as nothing was written.
    async fn resubmit<R: Routed>(
        &mut self,
        request: R,
        mut failed: Option<Lost>,
        mut may_follow: bool,
    ) -> RedisResult<R::Reply> {
        let deadline = Instant::now() + self.settings().response_timeout();
        loop {
            if let Some(lost) = failed.take_if(|lost| lost.written) {
                return Err(command_error::unknown(self.settings(), &lost));
            }
            let rebound = self.rebind(deadline).await.map(|_| ());
            if self.assignment.clustered {
                // The instance was switched to a cluster.
                return self.dispatch(request, None).await;
            }
            rebound.map_err(|error| command_error::unsent(&error))?;
            let Some(bound) = &mut self.bound else {
                continue;
            };
            match request.send(&mut bound.sender).await {
                Err(NoReply::Lost(lost)) => failed = Some(lost),
                Err(NoReply::Failed(error)) => return Err(error),
                Ok(reply) => {
                    let condition = R::condition(&reply).filter(|_| may_follow);
                    if !self.finds_primary(request, condition, deadline).await {
                        return Ok(reply);
                    }
                    may_follow = false;
                }
            }
        }
    }

    /// The server has reported a condition: if it is no primary any more, sends the request to the new one, once.
    async fn follow_failover<R: Routed>(
        &mut self,
        request: R,
        reply: R::Reply,
    ) -> RedisResult<R::Reply> {
        let deadline = Instant::now() + self.settings().response_timeout();
        let condition = R::condition(&reply);
        if self.finds_primary(request, condition, deadline).await {
            self.resubmit(request, None, false).await
        } else {
            Ok(reply)
        }
    }

    /// Has the primary looked for, if the condition is that this server is none; `true` once it is found, if it is certain
    /// that nothing was done of the request.
    async fn finds_primary<R: Request>(
        &self,
        request: R,
        condition: Option<ServerCondition>,
        deadline: Instant,
    ) -> bool {
        let Some(condition) = condition else {
            return false;
        };
        let epoch = self.bound.as_ref().map_or(0, |bound| bound.epoch);
        let Assignment {
            node,
            socket,
            live_epoch,
            ..
        } = &self.assignment;
        // Once the socket was replaced, the condition may be that of another server.
        if live_epoch.load(Ordering::Acquire) == epoch {
            node.record_condition(condition);
        }
        if condition != ServerCondition::Replica {
            return false;
        }
        // At a fixed address another server is the exception: a caller that writes to a replica gets the error at once.
        node.locator.follows_failover()
            && request.is_all_or_nothing()
            && socket.changed_from(epoch, deadline).await
    }

    async fn rebind(&mut self, deadline: Instant) -> Result<&mut BoundSocket, ConnectError> {
        let (socket, epoch) = loop {
            let generation = self.generation();
            if let Err(error) = generation.detect_topology(deadline).await {
                if self.pin.is_none() && generation.is_retired() {
                    continue;
                }
                return Err(error);
            }
            self.reassign();
            let up = {
                let Assignment { node, socket, .. } = &self.assignment;
                node.wait_up(socket, deadline, self.pin.is_some()).await
            };
            // Success or not: a command that starts after a switch goes to the next generation.
            if self.pin.is_some() || !self.assignment.generation.is_retired() {
                break up?;
            }
            yield_now().await;
        };
        Ok(self.bound.insert(BoundSocket::new(socket, epoch)))
    }

    /// Uses a socket of the generation that the next command goes to.
    fn reassign(&mut self) {
        let generation = self.generation();
        let same = Arc::ptr_eq(&generation, &self.assignment.generation);
        if !same || !Arc::ptr_eq(generation.node(), &self.assignment.node) {
            self.assignment = Assignment::next(generation, self.pin.is_some());
            self.bindings.clear();
        }
    }

    /// The short path in a cluster: sends on the socket that this connection is bound to at the node of the hash slot.
    #[inline]
    fn routed<'a, R: Routed + 'a>(&'a mut self, request: R) -> RedisFuture<'a, R::Reply> {
        boxed_in_place(move || async move {
            let mut first = None;
            if let (Some(command), Some(cluster)) = (
                request.single_command(),
                self.assignment.generation.cluster(),
            ) && let Some(node) = cluster.node_of(command, self.turn)
                && let Some(bound) = self.bindings.bound(&node)
            {
                match bound.sender.send(command).await {
                    Err(NoReply::Lost(lost)) => {
                        cluster.refresh();
                        // A read has no effect, so it may run twice: at a replica, and then at another node.
                        let again = request.only_reads() && !cluster.is_primary(&node);
                        if lost.written && !again {
                            let settings = &self.assignment.generation.target.settings;
                            return Err(command_error::unknown(settings, &lost));
                        }
                    }
                    Ok(reply) if FirstReply::is_one(&node, &reply) => {
                        first = Some(FirstReply { node, reply });
                    }
                    Ok(reply) => {
                        if let Some(condition) = ServerCondition::of(&reply) {
                            node.record_condition(condition);
                        }
                        return R::reply_from(reply);
                    }
                    Err(NoReply::Failed(error)) => return Err(error),
                }
            }
            self.dispatch(request, first).await
        })
    }

    /// The long path in a cluster: follows redirects.
    fn dispatch<'a, R: Routed + 'a>(
        &'a mut self,
        request: R,
        mut first: Option<FirstReply>,
    ) -> RedisFuture<'a, R::Reply> {
        Box::pin(async move {
            loop {
                self.reassign();
                let generation = Arc::clone(&self.assignment.generation);
                let Some(cluster) = generation.cluster() else {
                    // The instance was switched to a single server.
                    return self.resubmit(request, None, true).await;
                };
                if cluster.is_closed() {
                    let error = command_error::closed(&generation.target);
                    return Err(command_error::unsent(&error));
                }
                let mut context = RouteContext {
                    cluster,
                    bindings: &mut self.bindings,
                    pinned: self.pin.is_some(),
                    turn: self.turn,
                };
                match request.dispatch(&mut context, first.take()).await {
                    Ok(reply) => return Ok(reply),
                    Err(RouteError::Failed(error)) => return Err(error),
                    Err(RouteError::Left) => yield_now().await,
                }
            }
        })
    }

    /// The live socket of this connection, waited for until `deadline`.
    pub(crate) async fn socket(&mut self, deadline: Instant) -> Result<Arc<Socket>, ConnectError> {
        Ok(Arc::clone(&self.rebind(deadline).await?.socket))
    }
}

/// Makes a future in its box. `Box::pin(future)` builds it on the stack first and copies it, well over a kilobyte of it:
/// half of all that this library would add to a command.
#[inline]
fn boxed_in_place<F>(make: impl FnOnce() -> F) -> std::pin::Pin<Box<F>> {
    let uninit = Box::new_uninit();
    Box::into_pin(Box::write(uninit, make()))
}
