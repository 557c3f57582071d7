//! One attempt to connect to one server.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::dial::dial;
use super::failure::{CONNECT, Failure};
use super::server::ServerAddr;
use super::target::{Purpose, Target};
use crate::connect::handshake::auth::authenticate;
use crate::connect::handshake::handshake::shake_hands;
use crate::connect::socket::driver::PushHandler;
use crate::connect::socket::driver_handle::DriverHandle;
use crate::connect::socket::socket::Socket;
use crate::connect::tls::diagnose::{StreamKind, diagnose};
use crate::error::ConnectError;
use crate::random::fraction;

/// Opens a socket for Pub/Sub; see [`open`].
///
/// Cancel safe: nothing stays open.
pub(crate) async fn open_pubsub(
    target: &Target,
    addr: &ServerAddr,
    push_handler: PushHandler,
    deadline: Instant,
    closed: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    let purpose = Purpose::Subscriber;
    open_with(target, addr, purpose, Some(push_handler), deadline, closed).await
}

/// Makes one attempt to connect to one server, until `deadline` at the latest. `closed` is notified when the socket ends.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn open(
    target: &Target,
    addr: &ServerAddr,
    purpose: Purpose,
    deadline: Instant,
    closed: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    open_with(target, addr, purpose, None, deadline, closed).await
}

async fn open_with(
    target: &Target,
    addr: &ServerAddr,
    purpose: Purpose,
    push_handler: Option<PushHandler>,
    deadline: Instant,
    closed: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    let attempt = try_open(target, addr, purpose, push_handler, deadline, closed);
    attempt
        .await
        .map_err(|failure| failure.into_error(target, addr))
}

/// The same attempt, with the cause of its failure instead of the words for it.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn try_open(
    target: &Target,
    addr: &ServerAddr,
    purpose: Purpose,
    push_handler: Option<PushHandler>,
    deadline: Instant,
    closed: &Arc<Notify>,
) -> Result<Socket, Failure> {
    let mut step = CONNECT;
    // Boxed: otherwise its kilobytes become part of the caller's future.
    let attempt = attempt(
        target,
        addr,
        purpose,
        push_handler,
        deadline,
        closed,
        &mut step,
    );
    match timeout_at(deadline, Box::pin(attempt)).await {
        Ok(result) => result,
        Err(_) => Err(Failure::silent(step)),
    }
}

async fn attempt(
    target: &Target,
    addr: &ServerAddr,
    purpose: Purpose,
    push_handler: Option<PushHandler>,
    deadline: Instant,
    closed: &Arc<Notify>,
    step: &mut &'static str,
) -> Result<Socket, Failure> {
    let stream = dial(target, addr, deadline, step).await?;
    let kind = StreamKind::of(&stream);
    let shutdown = match purpose {
        Purpose::Shared | Purpose::Sentinel | Purpose::Subscriber => None,
        // A blocked command is ended by closing its socket at once.
        Purpose::Dedicated => {
            let duplicate = stream.socket().try_clone();
            Some(duplicate.map_err(|error| Failure::dial(&error))?)
        }
    };
    let settings = &target.settings;
    let (response_timeout, keepalive) = (settings.response_timeout(), settings.keepalive());
    let driver = DriverHandle::start(stream, response_timeout, keepalive, push_handler, closed);
    let first_commands = async {
        let auth = authenticate(target, addr, &driver, deadline, step).await?;
        let server_info = shake_hands(target, addr, purpose, &driver, step).await?;
        Ok((auth, server_info))
    };
    let (auth, server_info) = match first_commands.await {
        Ok(done) => done,
        Err(failure) => {
            let queue = driver.queue();
            return Err(diagnose(failure, target, &kind, queue, deadline).await);
        }
    };
    target.tls.set_proven();
    // Jittered, so that the sockets of many processes are not replaced together.
    let age = settings.max_connection_age();
    let expires = age.map(|age| Instant::now() + age.mul_f64(0.9 + 0.1 * fraction()));
    Ok(Socket::new(driver, server_info, shutdown, expires, auth))
}
