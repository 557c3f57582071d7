//! A caller's place on a shared socket: the part of a connection that does not depend on the definition's type.

use std::pin::Pin;
use std::sync::Arc;

use redis::aio::MultiplexedConnection;
use redis::{RedisError, RedisFuture, RedisResult};
use tokio::time::Instant;

use super::blocking::Wait;
use super::guard::Verdict;
use super::instance::{Instance, Shared};
use super::lease::{Broken, Lease};
use super::loss;
use super::request::Request;
use super::slot::Slot;
use crate::connect::Link;
use crate::error::ConnectError;

/// The socket that a line is bound to.
#[derive(Clone, Debug)]
struct Bound {
    epoch: u64,
    mux: MultiplexedConnection,
    link: Arc<Link>,
}

/// A place on a shared socket. A clone shares the socket.
#[derive(Clone, Debug)]
pub(super) struct Line {
    instance: Arc<Instance>,
    slot: Arc<Slot>,
    bound: Option<Bound>,
}

impl Line {
    /// A place on the next socket in turn.
    pub(super) fn new(instance: &Arc<Instance>) -> Self {
        let slot = instance.shared().next_slot();
        Self {
            instance: Arc::clone(instance),
            slot,
            bound: None,
        }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        self.instance.shared()
    }

    pub(super) fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    /// Sends a request. While the socket is up this adds one atomic load, a look at the name of the command and no
    /// allocation to what the client crate does: the box returned here takes the place of its own.
    #[inline]
    pub(super) fn submit<'a, R: Request + 'a>(
        &'a mut self,
        request: R,
    ) -> RedisFuture<'a, R::Reply> {
        match request.judge_shared() {
            Verdict::Plain | Verdict::Session(_) => self.direct(request),
            Verdict::Blocking(wait) => Box::pin(blocking(self.shared(), request, wait)),
            Verdict::Refused(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// The short way: sends on the socket this line is bound to.
    #[inline]
    fn direct<'a, R: Request + 'a>(&'a mut self, request: R) -> RedisFuture<'a, R::Reply> {
        boxed_in_place(move || async move {
            let mut failed = None;
            if let Some(bound) = &mut self.bound
                && bound.epoch == self.slot.epoch()
            {
                let written = bound.link.written();
                match request.send(&mut bound.mux).await {
                    Err(error) if loss::is_loss(&error) => failed = Some((written, error)),
                    result => return result,
                }
            }
            Box::pin(self.resubmit(request, failed)).await
        })
    }

    /// The long way: waits for a socket, sends there, and again as long as nothing was written.
    async fn resubmit<R: Request>(
        &mut self,
        request: R,
        mut failed: Option<(u64, RedisError)>,
    ) -> RedisResult<R::Reply> {
        let deadline = Instant::now() + self.shared().target.settings.response_timeout();
        loop {
            if let (Some((written, error)), Some(bound)) = (&failed, &self.bound)
                && bound.link.written() != *written
            {
                let settings = &self.shared().target.settings;
                return Err(loss::unknown(settings, bound.link.lost(), error));
            }
            let bound = self
                .rebind(deadline)
                .await
                .map_err(|error| loss::unsent(&error))?;
            let written = bound.link.written();
            match request.send(&mut bound.mux).await {
                Err(error) if loss::is_loss(&error) => failed = Some((written, error)),
                result => return result,
            }
        }
    }

    async fn rebind(&mut self, deadline: Instant) -> Result<&mut Bound, ConnectError> {
        let (link, epoch) = self.instance.shared().up(&self.slot, deadline).await?;
        Ok(self.bound.insert(Bound {
            epoch,
            mux: link.mux.clone(),
            link,
        }))
    }

    /// The live socket of this line, waited for until `deadline`.
    pub(super) async fn link(&mut self, deadline: Instant) -> Result<Arc<Link>, ConnectError> {
        Ok(Arc::clone(&self.rebind(deadline).await?.link))
    }
}

/// Makes a future in its box. `Box::pin(future)` builds it on the stack first and copies it, well over a kilobyte of it:
/// half of all that this library would add to a command.
#[inline]
fn boxed_in_place<F>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    let place = Box::new_uninit();
    Box::into_pin(Box::write(place, make()))
}

/// Sends a blocking request on a dedicated socket, so that nothing else waits behind it.
async fn blocking<R: Request>(
    shared: &Arc<Shared>,
    request: R,
    wait: Wait,
) -> RedisResult<R::Reply> {
    let deadline = Instant::now() + shared.target.settings.response_timeout();
    loop {
        let mut lease = Lease::take(shared, deadline)
            .await
            .map_err(|error| loss::unsent(&error))?;
        match lease.send(request, Some(wait)).await {
            Ok(reply) => {
                lease.give_back();
                return Ok(reply);
            }
            // An idle socket that the server had closed meanwhile.
            Err(Broken::Unwritten) => {}
            Err(Broken::Failed(error)) => return Err(error),
        }
    }
}
