//! The TLS handshake.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, pending, select};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_rustls::TlsConnector;

use super::classify::{CertError, TlsError, classify};
use super::client_cert::ClientCert;
use super::probe;
use crate::connect::failure::{Failure, TLS_HANDSHAKE};
use crate::connect::server::ServerKind;
use crate::connect::target::Target;
use crate::settings::tls::Tls;

/// Silence after which the port is probed for plaintext Redis, which waits forever for the end of a line.
const SILENCE_BEFORE_PROBE: Duration = Duration::from_millis(250);

pub(crate) type TlsStream = tokio_rustls::client::TlsStream<TcpStream>;

/// Runs the handshake with `host`, until `deadline` at the latest.
///
/// Cancel safe: nothing stays open.
pub(crate) async fn connect(
    target: &Target,
    kind: ServerKind,
    tls: &Tls,
    host: &str,
    tcp: TcpStream,
    deadline: Instant,
) -> Result<(TlsStream, Arc<ClientCert>), Failure> {
    let peer = tcp.peer_addr().map_err(|error| Failure::dial(&error))?;
    let config = target.tls.get(kind, tls).await?;
    let name = tls.server_name().unwrap_or(host);
    let name =
        ServerName::try_from(name.to_owned()).map_err(|_| TlsError::BadName(name.to_owned()))?;

    let mut handshake = pin!(TlsConnector::from(Arc::clone(&config.client)).connect(name, tcp));
    let mut probing = pin!(async {
        sleep(SILENCE_BEFORE_PROBE).await;
        if target.tls.is_proven() || !probe::speaks_redis(peer, deadline).await {
            pending::<()>().await;
        }
    });
    // The handshake continues during the probe: the server may only be slow.
    let outcome = timeout_at(deadline, select(handshake.as_mut(), probing.as_mut())).await;
    let error = match outcome {
        Ok(Either::Left((Ok(stream), _))) => {
            return Ok((stream, Arc::clone(&config.cert)));
        }
        Ok(Either::Left((Err(error), _))) => error,
        Ok(Either::Right(_)) => return Err(TlsError::Plain.into()),
        Err(_) => return Err(Failure::silent(TLS_HANDSHAKE)),
    };
    let error = classify(&error, &config.cert);
    if let TlsError::CertificateRejected(CertError::UnknownIssuer | CertError::IssuerKeyMismatch) =
        error
    {
        // The authority may have been replaced since the trust store was read.
        target.tls.invalidate(kind);
    }
    let unclear = matches!(error, TlsError::NotTls | TlsError::Closed);
    if unclear && !target.tls.is_proven() && probe::speaks_redis(peer, deadline).await {
        return Err(TlsError::Plain.into());
    }
    Err(error.into())
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
    use std::pin::Pin;
    use tokio::io::AsyncWrite;

    /// Both ends of a TLS connection.
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
        futures_util::future::join(connecting, accepting).await
    }

    /// TLS may have sent some bytes before a write fails, so the write must count as written.
    #[tokio::test]
    async fn a_failed_write_counts_as_written() {
        let (stream, peer) = ends().await;
        let ended = stream.get_ref().0.readable();
        socket2::SockRef::from(peer.get_ref().0)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
        drop(peer);
        // Session tickets may be readable before the end; the next write fails all the same.
        ended.await.unwrap();
        let stats = Arc::new(IoStats::default());
        let stream = Stream::Tls(Box::new(stream), Arc::default());
        let mut stream = CountingStream::new(stream, Arc::clone(&stats));
        let mut before = 0;
        let error = loop {
            let write =
                poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, b"*1\r\n$4\r\nPING\r\n")).await;
            match write {
                Ok(_) => before = stats.written(),
                Err(error) => break error,
            }
        };
        assert!(stats.written() > before, "{error}");
    }
}
