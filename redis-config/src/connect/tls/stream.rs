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

use super::classify::classify;
use super::client_cert::ClientCert;
use super::error::{CertError, TlsError};
use super::probe;
use crate::connect::failure::Failure;
use crate::connect::server::ServerKind;
use crate::connect::target::Target;
use crate::settings::tls::Tls;

/// Silence after which the port is asked whether it speaks plain Redis: such a server waits for the end of a line, for ever.
const SILENCE_BEFORE_PROBE: Duration = Duration::from_millis(250);

/// An encrypted socket.
#[derive(Debug)]
pub(crate) struct TlsStream {
    stream: tokio_rustls::client::TlsStream<TcpStream>,
    pub(crate) identity: Arc<ClientCert>,
}

/// Encrypts a socket to `host` before `deadline`.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn connect(
    target: &Target,
    party: ServerKind,
    tls: &Tls,
    host: &str,
    tcp: TcpStream,
    deadline: Instant,
) -> Result<TlsStream, Failure> {
    let peer = tcp.peer_addr().map_err(|error| Failure::dial(&error))?;
    let ready = target.tls.ready(party, tls).await?;
    let name = tls.server_name().unwrap_or(host);
    let name =
        ServerName::try_from(name.to_owned()).map_err(|_| TlsError::BadName(name.to_owned()))?;

    let mut shaking = pin!(TlsConnector::from(Arc::clone(&ready.client)).connect(name, tcp));
    let mut suspecting = pin!(async {
        sleep(SILENCE_BEFORE_PROBE).await;
        if target.tls.is_proven() || !probe::speaks_redis(peer, deadline).await {
            pending::<()>().await;
        }
    });
    // The handshake goes on meanwhile: a slow server is only slow.
    let outcome = timeout_at(deadline, select(shaking.as_mut(), suspecting.as_mut())).await;
    let error = match outcome {
        Ok(Either::Left((Ok(stream), _))) => {
            return Ok(TlsStream {
                stream,
                identity: Arc::clone(&ready.identity),
            });
        }
        Ok(Either::Left((Err(error), _))) => error,
        Ok(Either::Right(_)) => return Err(TlsError::Plain.into()),
        Err(_) => return Err(Failure::silent("the TLS handshake")),
    };
    let fault = classify(&error, &ready.identity);
    if let TlsError::Distrusted(CertError::UnknownIssuer | CertError::OtherIssuer) = fault {
        target.tls.doubt(party);
    }
    let unclear = matches!(fault, TlsError::NotTls | TlsError::Closed);
    if unclear && !target.tls.is_proven() && probe::speaks_redis(peer, deadline).await {
        return Err(TlsError::Plain.into());
    }
    Err(fault.into())
}

impl TlsStream {
    /// The socket under the encryption.
    pub(crate) fn socket(&self) -> &TcpStream {
        self.stream.get_ref().0
    }
}

impl AsyncRead for TlsStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for TlsStream {
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

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use rustls::crypto::ring::default_provider;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ClientConfig, RootCertStore, ServerConfig};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::connect::socket::io_stats::{CountingStream, IoStats};
    use crate::connect::stream::Stream;

    /// Two ends of an encrypted link.
    async fn ends() -> (TlsStream, tokio_rustls::server::TlsStream<TcpStream>) {
        let issued = rcgen::generate_simple_self_signed(["here".to_owned()]).unwrap();
        let certificate = issued.cert.der().clone();
        let key = PrivateKeyDer::try_from(issued.signing_key.serialize_der()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let client = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepting = async {
            let (tcp, _) = listener.accept().await.unwrap();
            let acceptor = TlsAcceptor::from(Arc::new(server));
            acceptor.accept(tcp).await.unwrap()
        };
        let connecting = async {
            let tcp = TcpStream::connect(address).await.unwrap();
            let name = ServerName::try_from("here").unwrap();
            let connector = TlsConnector::from(Arc::new(client));
            connector.connect(name, tcp).await.unwrap()
        };
        let (stream, peer) = futures_util::future::join(connecting, accepting).await;
        let identity = Arc::default();
        (TlsStream { stream, identity }, peer)
    }

    /// Encrypted bytes may have left before the write that they belong to fails, so it must count as written.
    #[tokio::test]
    async fn a_failed_write_counts_as_written() {
        let (sealed, peer) = ends().await;
        let ended = sealed.socket().readable();
        socket2::SockRef::from(peer.get_ref().0)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
        drop(peer);
        // The tickets of the handshake lie before the end: what counts is that the next write fails.
        ended.await.unwrap();
        let progress = Arc::new(IoStats::default());
        let mut watched = CountingStream::new(Stream::Tls(Box::new(sealed)), Arc::clone(&progress));
        let mut before = 0;
        let error = loop {
            let write =
                poll_fn(|cx| Pin::new(&mut watched).poll_write(cx, b"*1\r\n$4\r\nPING\r\n")).await;
            match write {
                Ok(_) => before = progress.written(),
                Err(error) => break error,
            }
        };
        assert!(progress.written() > before, "{error}");
    }
}
