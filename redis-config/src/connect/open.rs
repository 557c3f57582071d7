//! One attempt to connect to one server.

use std::sync::Arc;

use redis::aio::{MultiplexedConnection, SendError};
use redis::{AsyncConnectionConfig, ProtocolVersion, PushInfo, RedisConnectionInfo};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::dial::dial;
use super::failure::{CONNECT, Failure};
use super::server::ServerAddr;
use super::target::{Purpose, Target};
use crate::connect::handshake::auth::authenticate;
use crate::connect::handshake::handshake::shake_hands;
use crate::connect::socket::io_stats::{CountingStream, IoStats};
use crate::connect::socket::sender::{CommandSender, Driven, DriverEnd};
use crate::connect::socket::socket::Socket;
use crate::connect::socket::watchdog::Watchdog;
use crate::connect::tls::diagnose::{StreamKind, diagnose};
use crate::error::ConnectError;
use crate::random::fraction;

/// Commands that wait for their turn to be written. With the 50 of the `redis` crate, hundreds of callers queue twice. Its
/// 8 KiB per write are right, though: with 64 KiB, client and server took turns instead of working at the same time (0.9
/// against 1.4 times the throughput of the crate, with 256 callers on two cores).
const PIPELINE_BUFFER: usize = 1024;

/// Called with each push of the server.
pub(crate) type PushHandler = Arc<dyn Fn(PushInfo) + Send + Sync>;

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

/// Aborts the driver of a socket whose handshake fails or is dropped.
struct DriverGuard(Option<JoinHandle<()>>);

impl Drop for DriverGuard {
    fn drop(&mut self) {
        if let Some(driver) = &self.0 {
            driver.abort();
        }
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
    let mut stream = dial(target, addr, deadline, step).await?;
    let kind = StreamKind::of(&stream);
    let shutdown = match purpose {
        Purpose::Shared | Purpose::Sentinel | Purpose::Subscriber => None,
        // A blocked command is ended by closing its socket at once.
        Purpose::Dedicated => {
            let duplicate = stream.socket().try_clone();
            Some(duplicate.map_err(|error| Failure::dial(&error))?)
        }
    };
    let stats = Arc::new(IoStats::default());
    // The `redis` crate sends nothing: no password, database 0, no library name. The handshake is ours, so that each of its
    // failures has its own error.
    let mut info = RedisConnectionInfo::default().set_skip_set_lib_name();
    let mut auth = None;
    let mut config = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None)
        .set_pipeline_buffer_size(PIPELINE_BUFFER);
    if let Some(push_handler) = push_handler {
        // With pushes the crate does send `HELLO 3`, which needs an authenticated session.
        match authenticate(target, addr, &mut stream, &stats, deadline, step).await {
            Ok(state) => auth = Some(state),
            Err(failure) => return Err(diagnose(failure, target, &kind, &stats, deadline).await),
        }
        *step = "HELLO 3";
        info = info.set_protocol(ProtocolVersion::RESP3);
        config = config.set_push_sender(move |push: PushInfo| {
            push_handler(push);
            Ok::<(), SendError>(())
        });
    }
    let stream = CountingStream::new(stream, Arc::clone(&stats));
    let (mux, driver) = MultiplexedConnection::new_with_config(&info, stream, config)
        .await
        .map_err(|error| Failure::during_hello(&error))?;
    let end = Arc::new(DriverEnd::default());
    let mut sender = CommandSender::new(mux.clone(), Arc::clone(&end));
    let driver = tokio::spawn(Driven::new(driver, end));
    let mut driver = DriverGuard(Some(driver));
    let first_commands = async {
        let auth = match auth {
            Some(auth) => auth,
            None => authenticate(target, addr, &mut sender, &stats, deadline, step).await?,
        };
        let server_info = shake_hands(target, addr, purpose, &sender, &stats, step).await?;
        Ok((auth, server_info))
    };
    let (auth, server_info) = match first_commands.await {
        Ok(done) => done,
        Err(failure) => return Err(diagnose(failure, target, &kind, &stats, deadline).await),
    };
    target.tls.set_proven();
    let Some(driver) = driver.0.take() else {
        return Err(Failure::silent("the handshake"));
    };
    let watchdog = Watchdog {
        driver,
        mux,
        stats,
        response_timeout: target.settings.response_timeout(),
        keepalive: target.settings.keepalive(),
    };
    // Jittered, so that the sockets of many processes are not replaced together.
    let age = target.settings.max_connection_age();
    let expires = age.map(|age| Instant::now() + age.mul_f64(0.9 + 0.1 * fraction()));
    let closed = Arc::clone(closed);
    let socket = Socket::new(
        watchdog,
        sender,
        server_info,
        shutdown,
        closed,
        expires,
        auth,
    );
    Ok(socket)
}
