//! Opens sockets.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::failure::{Failure, NAME_SERVICE};
use super::server::{ServerAddr, ServerKind};
use super::stream::Stream;
use super::target::Target;
use crate::settings::Endpoint;
use crate::settings::tls::Tls;

/// Probes of the kernel that may stay unanswered before it gives a silent peer up.
const KEEPALIVE_PROBES: u32 = 3;
/// Floor of the kernel's own patience with unacknowledged bytes: a fraction of a second is lost to one resent packet.
const MIN_USER_TIMEOUT: Duration = Duration::from_secs(1);

/// Opens a socket to the endpoint of a server before `deadline`, encrypted if its settings say so. Every address that the
/// name resolves to is tried.
///
/// `step` always names the step under way, for the text of a timeout.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn dial(
    target: &Target,
    place: &ServerAddr,
    deadline: Instant,
    step: &mut &'static str,
) -> Result<Stream, Failure> {
    if !target.settings.allows(&place.endpoint) {
        return Err(Failure::Elsewhere);
    }
    match &place.endpoint {
        Endpoint::Tcp { host, port } => tcp(target, place, (host, *port), deadline, step).await,
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
    place: &ServerAddr,
    (host, port): (&str, u16),
    deadline: Instant,
    step: &mut &'static str,
) -> Result<Stream, Failure> {
    let tls = match place.party {
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
        // An address that swallows packets must not use up the time of those after it.
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let until = now + left / u32::try_from(addresses.len() - tried).unwrap_or(1);
        *step = "the TCP connection";
        last = match timeout_at(until, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let settings = &target.settings;
                tune(settings.keepalive(), settings.response_timeout(), &stream)
                    .map_err(|error| Failure::dial(&error))?;
                let Some(tls) = tls else {
                    return Ok(Stream::Tcp(stream));
                };
                *step = "the TLS handshake";
                match encrypt(target, place, tls, host, stream, until).await {
                    // Nobody answers at this address; the others are another machine, perhaps.
                    Err(failure @ Failure::Silent(_)) => failure,
                    outcome => return outcome,
                }
            }
            Ok(Err(error)) => Failure::dial(&error),
            Err(_) => Failure::silent("the TCP connection"),
        };
    }
    Err(last)
}

#[cfg(feature = "tls")]
async fn encrypt(
    target: &Target,
    place: &ServerAddr,
    tls: &Tls,
    host: &str,
    stream: TcpStream,
    until: Instant,
) -> Result<Stream, Failure> {
    let sealed =
        crate::connect::tls::stream::connect(target, place.party, tls, host, stream, until).await?;
    Ok(Stream::Tls(Box::new(sealed)))
}

/// Settings that ask for TLS do not get as far as this without the cargo feature; never is a link made in plaintext instead.
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

/// Has the kernel find out by itself when the other side is gone: idle after `keepalive`, with bytes of ours on their way after
/// `patience`.
fn tune(keepalive: Duration, patience: Duration, stream: &TcpStream) -> io::Result<()> {
    // A command is one small write that must not wait for the answer to the one before it.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let interval = (keepalive / KEEPALIVE_PROBES).max(Duration::from_secs(1));
    let probes = TcpKeepalive::new()
        .with_time(keepalive.max(Duration::from_secs(1)))
        .with_interval(interval)
        .with_retries(KEEPALIVE_PROBES);
    socket.set_tcp_keepalive(&probes)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(patience.max(MIN_USER_TIMEOUT)))?;
    #[cfg(not(target_os = "linux"))]
    let _ = (patience, MIN_USER_TIMEOUT);
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_kernel_watches_a_socket_by_the_settings() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        for (keepalive, patience, [idle, interval, unacknowledged]) in [
            (30_000, 5_000, [30_000, 10_000, 5_000]),
            (1_500, 60_000, [1_000, 1_000, 60_000]),
            // The kernel counts whole seconds, and a lost packet has to be sent again.
            (100, 100, [1_000, 1_000, 1_000]),
        ] {
            let ms = Duration::from_millis;
            let stream = TcpStream::connect(address).await.unwrap();
            tune(ms(keepalive), ms(patience), &stream).unwrap();
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
