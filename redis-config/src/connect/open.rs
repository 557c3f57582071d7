//! One attempt to connect, and several within a time.

use std::sync::Arc;

use redis::aio::{MultiplexedConnection, SendError};
use redis::{AsyncConnectionConfig, ProtocolVersion, PushInfo, RedisConnectionInfo};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::backoff::fraction;
use super::dial::dial;
use super::failure::Failure;
use super::server::ServerAddr;
use super::target::{Purpose, Target};
use crate::connect::handshake::auth::authenticate;
use crate::connect::handshake::handshake::shake_hands;
use crate::connect::socket::io_stats::{CountingStream, IoStats};
use crate::connect::socket::sender::{CommandSender, Driven, DriverEnd};
use crate::connect::socket::socket::Socket;
use crate::connect::socket::watchdog::Watchdog;
use crate::connect::tls::diagnose::{Origin, diagnose};
use crate::error::ConnectError;

/// Commands that wait for their turn to be written. The crate's 50 makes hundreds of callers queue twice. Its 8 KiB of a
/// write, though, are right: with 64 KiB client and server took turns instead of working at the same time (0.9 against
/// 1.4 times the crate's throughput with 256 callers on two cores).
const PIPELINE_BUFFER: usize = 1024;

/// Hears what the server says without being asked.
pub(crate) type PushHandler = Arc<dyn Fn(PushInfo) + Send + Sync>;

/// As [`open`], for a socket that hears messages.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn open_pubsub(
    target: &Target,
    place: &ServerAddr,
    ears: PushHandler,
    deadline: Instant,
    told: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    let purpose = Purpose::Subscriber;
    open_with(target, place, purpose, Some(ears), deadline, told).await
}

/// Makes one attempt at one server, which ends at `deadline` at the latest. `told` hears when the socket ends.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn open(
    target: &Target,
    place: &ServerAddr,
    purpose: Purpose,
    deadline: Instant,
    told: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    open_with(target, place, purpose, None, deadline, told).await
}

async fn open_with(
    target: &Target,
    place: &ServerAddr,
    purpose: Purpose,
    ears: Option<PushHandler>,
    deadline: Instant,
    told: &Arc<Notify>,
) -> Result<Socket, ConnectError> {
    let mut step = "the TCP connection";
    // In a box: whoever connects would carry its kilobytes along.
    let attempt = Box::pin(attempt(
        target, place, purpose, ears, deadline, told, &mut step,
    ));
    match timeout_at(deadline, attempt).await {
        Ok(Ok(link)) => Ok(link),
        Ok(Err(failure)) => Err(failure.tell(target, place)),
        Err(_) => Err(Failure::silent(step).tell(target, place)),
    }
}

/// Ends the driver of a socket whose handshake fails or is dropped.
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
    place: &ServerAddr,
    purpose: Purpose,
    ears: Option<PushHandler>,
    deadline: Instant,
    told: &Arc<Notify>,
    step: &mut &'static str,
) -> Result<Socket, Failure> {
    let mut stream = dial(target, place, deadline, step).await?;
    let origin = Origin::of(&stream);
    let cutter = match purpose {
        Purpose::Shared | Purpose::Sentinel | Purpose::Subscriber => None,
        Purpose::Dedicated => Some(
            stream
                .socket()
                .try_clone()
                .map_err(|error| Failure::dial(&error))?,
        ),
    };
    let progress = Arc::new(IoStats::default());
    // The crate sends nothing by itself: no password, database 0, no library name. The handshake is ours, so that each
    // failure can be told apart.
    let mut info = RedisConnectionInfo::default().set_skip_set_lib_name();
    let mut signed = None;
    let mut config = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None)
        .set_pipeline_buffer_size(PIPELINE_BUFFER);
    if let Some(ears) = ears {
        // With pushes the crate sends `HELLO 3` by itself, which a stranger may not.
        let done = authenticate(target, place, &mut stream, &progress, deadline, step).await;
        signed = match done {
            Ok(done) => Some(done),
            Err(failure) => {
                return Err(diagnose(failure, target, &origin, &progress, deadline).await);
            }
        };
        *step = "HELLO 3";
        info = info.set_protocol(ProtocolVersion::RESP3);
        config = config.set_push_sender(move |push: PushInfo| {
            ears(push);
            Ok::<(), SendError>(())
        });
    }
    let stream = CountingStream::new(stream, Arc::clone(&progress));
    let (mux, driver) = MultiplexedConnection::new_with_config(&info, stream, config)
        .await
        .map_err(|error| Failure::during_hello(&error))?;
    let ending = Arc::new(DriverEnd::default());
    let mut wire = CommandSender::new(mux.clone(), Arc::clone(&ending));
    let driver = tokio::spawn(Driven::new(driver, ending));
    let mut driver = DriverGuard(Some(driver));
    let first_commands = async {
        let signed = match signed {
            Some(signed) => signed,
            None => authenticate(target, place, &mut wire, &progress, deadline, step).await?,
        };
        let greeting = shake_hands(target, place, purpose, &wire, &progress, step).await?;
        Ok((signed, greeting))
    };
    let (signed, greeting) = match first_commands.await {
        Ok(done) => done,
        Err(failure) => return Err(diagnose(failure, target, &origin, &progress, deadline).await),
    };
    target.tls.prove();
    let Some(driver) = driver.0.take() else {
        return Err(Failure::silent("the handshake"));
    };
    let watchdog = Watchdog {
        driver,
        mux,
        progress,
        response_timeout: target.settings.response_timeout(),
        keepalive: target.settings.keepalive(),
    };
    let link = {
        // Drawn for each, so that the sockets of a fleet do not all go at once.
        let age = target.settings.max_connection_age();
        let expires = age.map(|age| Instant::now() + age.mul_f64(0.9 + 0.1 * fraction()));
        Socket::new(
            watchdog,
            wire,
            greeting,
            cutter,
            Arc::clone(told),
            expires,
            signed,
        )
    };
    Ok(link)
}
