//! The handshake.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{Either, pending, select};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::{Distrust, Fault};
use super::identity::Identity;
use super::judge::judge;
use super::probe;
use crate::connect::failure::Failure;
use crate::connect::place::Party;
use crate::connect::target::Target;
use crate::settings::Tls;

/// Silence after which the port is asked whether it speaks plain Redis: such a server waits for the end of a line, for ever.
const SUSPICION: Duration = Duration::from_millis(250);

/// An encrypted socket.
#[derive(Debug)]
pub(in crate::connect) struct Sealed {
    stream: TlsStream<TcpStream>,
    pub(super) identity: Arc<Identity>,
}

/// Encrypts a socket to `host` before `deadline`.
///
/// Cancel safe: nothing stays open.
pub(in crate::connect) async fn seal(
    target: &Target,
    party: Party,
    tls: &Tls,
    host: &str,
    tcp: TcpStream,
    deadline: Instant,
) -> Result<Sealed, Failure> {
    let peer = tcp.peer_addr().map_err(|error| Failure::dial(&error))?;
    let ready = target.tls.ready(party, tls).await?;
    let name = tls.server_name().unwrap_or(host);
    let name =
        ServerName::try_from(name.to_owned()).map_err(|_| Fault::BadName(name.to_owned()))?;

    let mut shaking = pin!(TlsConnector::from(Arc::clone(&ready.client)).connect(name, tcp));
    let mut suspecting = pin!(async {
        sleep(SUSPICION).await;
        if target.tls.is_proven() || !probe::speaks_redis(peer, deadline).await {
            pending::<()>().await;
        }
    });
    // The handshake goes on meanwhile: a slow server is only slow.
    let outcome = timeout_at(deadline, select(shaking.as_mut(), suspecting.as_mut())).await;
    let error = match outcome {
        Ok(Either::Left((Ok(stream), _))) => {
            return Ok(Sealed {
                stream,
                identity: Arc::clone(&ready.identity),
            });
        }
        Ok(Either::Left((Err(error), _))) => error,
        Ok(Either::Right(_)) => return Err(Fault::Plain.into()),
        Err(_) => return Err(Failure::silent("the TLS handshake")),
    };
    let fault = judge(&error, &ready.identity);
    if let Fault::Distrusted(Distrust::UnknownIssuer | Distrust::OtherIssuer) = fault {
        target.tls.doubt(party);
    }
    let unclear = matches!(fault, Fault::NotTls | Fault::Closed);
    if unclear && !target.tls.is_proven() && probe::speaks_redis(peer, deadline).await {
        return Err(Fault::Plain.into());
    }
    Err(fault.into())
}

impl Sealed {
    /// The socket under the encryption.
    pub(in crate::connect) fn socket(&self) -> &TcpStream {
        self.stream.get_ref().0
    }
}

impl AsyncRead for Sealed {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Sealed {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
