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
