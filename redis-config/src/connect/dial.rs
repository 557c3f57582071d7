//! Opens a TCP, TLS or Unix socket.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::failure::{CONNECT, Failure, NAME_SERVICE, TLS_HANDSHAKE};
use super::server::{ServerAddr, ServerKind};
use super::stream::Stream;
use super::target::Target;
use crate::settings::Endpoint;
use crate::settings::tls::Tls;

/// Unanswered keepalive probes after which the kernel closes the socket.
const KEEPALIVE_PROBES: u32 = 3;
/// Shortest `TCP_USER_TIMEOUT`: resending one packet takes a fraction of a second.
const MIN_USER_TIMEOUT: Duration = Duration::from_secs(1);

/// Opens a socket to a server before `deadline`, with TLS if the settings ask for it. Tries every address that the name
/// resolves to.
///
/// `step` always names the current step, for the text of a timeout.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn dial(
    target: &Target,
    addr: &ServerAddr,
    deadline: Instant,
    step: &mut &'static str,
) -> Result<Stream, Failure> {
    if !target.settings.allows(&addr.endpoint) {
        return Err(Failure::HostNotAllowed);
    }
    match &addr.endpoint {
        Endpoint::Tcp { host, port } => tcp(target, addr, (host, *port), deadline, step).await,
        #[cfg(unix)]
        Endpoint::Unix { path } => match tokio::net::UnixStream::connect(path).await {
            Ok(stream) => Ok(Stream::Unix(stream)),
            Err(error) => Err(Failure::dial(&error)),
        },
        #[cfg(not(unix))]
        Endpoint::Unix { .. } => Err(Failure::dial(&io::Error::from(io::ErrorKind::Unsupported))),
    }
}

async fn tcp(
    target: &Target,
    addr: &ServerAddr,
    (host, port): (&str, u16),
    deadline: Instant,
    step: &mut &'static str,
) -> Result<Stream, Failure> {
    let tls = match addr.kind {
        ServerKind::Data => target.settings.tls(),
        ServerKind::Sentinel => target.settings.sentinel_tls(),
    };
    *step = NAME_SERVICE;
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|error| Failure::resolve(&error))?
        .collect();
    let mut last = Failure::resolve(&io::Error::other("the name has no address"));
    for (tried, address) in addresses.iter().enumerate() {
        // An address that drops packets must not use up the time of the next ones.
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let until = now + left / u32::try_from(addresses.len() - tried).unwrap_or(1);
        *step = CONNECT;
        last = match timeout_at(until, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let settings = &target.settings;
                tune(settings.keepalive(), settings.response_timeout(), &stream)
                    .map_err(|error| Failure::dial(&error))?;
                let Some(tls) = tls else {
                    return Ok(Stream::Tcp(stream));
                };
                *step = TLS_HANDSHAKE;
                match encrypt(target, addr, tls, host, stream, until).await {
                    // No reply from this address. Another one may be another machine.
                    Err(failure @ Failure::Silent(_)) => failure,
                    outcome => return outcome,
                }
            }
            Ok(Err(error)) => Failure::dial(&error),
            Err(_) => Failure::silent(CONNECT),
        };
    }
    Err(last)
}

#[cfg(feature = "tls")]
async fn encrypt(
    target: &Target,
    addr: &ServerAddr,
    tls: &Tls,
    host: &str,
    stream: TcpStream,
    until: Instant,
) -> Result<Stream, Failure> {
    let (stream, cert) =
        crate::connect::tls::stream::connect(target, addr.kind, tls, host, stream, until).await?;
    Ok(Stream::Tls(Box::new(stream), cert))
}

/// Validation refuses settings that ask for TLS without the cargo feature. If one gets here, never connect in plaintext.
#[cfg(not(feature = "tls"))]
async fn encrypt(
    _: &Target,
    _: &ServerAddr,
    _: &Tls,
    _: &str,
    _: TcpStream,
    _: Instant,
) -> Result<Stream, Failure> {
    Err(Failure::NoTls)
}

/// Lets the kernel detect a dead peer: after `keepalive` if idle, after `response_timeout` if our bytes are not acknowledged.
fn tune(keepalive: Duration, response_timeout: Duration, stream: &TcpStream) -> io::Result<()> {
    // A command is one small write. It must not wait until the one before it is acknowledged.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let interval = (keepalive / KEEPALIVE_PROBES).max(Duration::from_secs(1));
    let probes = TcpKeepalive::new()
        .with_time(keepalive.max(Duration::from_secs(1)))
        .with_interval(interval)
        .with_retries(KEEPALIVE_PROBES);
    socket.set_tcp_keepalive(&probes)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(response_timeout.max(MIN_USER_TIMEOUT)))?;
    #[cfg(not(target_os = "linux"))]
    let _ = (response_timeout, MIN_USER_TIMEOUT);
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn kernel_timeouts_follow_the_settings() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        for (keepalive, response_timeout, [idle, interval, unacknowledged]) in [
            (30_000, 5_000, [30_000, 10_000, 5_000]),
            (1_500, 60_000, [1_000, 1_000, 60_000]),
            // The kernel counts whole seconds, and a lost packet must be resent.
            (100, 100, [1_000, 1_000, 1_000]),
        ] {
            let ms = Duration::from_millis;
            let stream = TcpStream::connect(address).await.unwrap();
            tune(ms(keepalive), ms(response_timeout), &stream).unwrap();
            let socket = SockRef::from(&stream);
            assert!(socket.keepalive().unwrap());
            assert_eq!(socket.tcp_keepalive_time().unwrap(), ms(idle));
            assert_eq!(socket.tcp_keepalive_interval().unwrap(), ms(interval));
            assert_eq!(socket.tcp_keepalive_retries().unwrap(), KEEPALIVE_PROBES);
            assert_eq!(socket.tcp_user_timeout().unwrap(), Some(ms(unacknowledged)));
            assert!(socket.tcp_nodelay().unwrap());
        }
    }
}
