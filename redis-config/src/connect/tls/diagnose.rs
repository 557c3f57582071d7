//! Finds the reason of a failed handshake where the wrong kind of port may be the cause.

use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::sync::Arc;

use tokio::time::Instant;

#[cfg(feature = "tls")]
use super::classify::{TlsError, classify_tls};
#[cfg(feature = "tls")]
use super::client_cert::ClientCert;
use super::probe;
use crate::connect::failure::Failure;
use crate::connect::socket::request_queue::RequestQueue;
use crate::connect::stream::Stream;
use crate::connect::target::Target;

/// What must be known of a stream if it fails, since it is consumed before.
#[derive(Debug)]
pub(crate) enum StreamKind {
    Plain(SocketAddr),
    #[cfg(feature = "tls")]
    Tls(Arc<ClientCert>),
    /// Nothing more can be found out.
    Other,
}

impl StreamKind {
    pub(crate) fn of(stream: &Stream) -> Self {
        match stream {
            Stream::Tcp(stream) => stream.peer_addr().map_or(Self::Other, Self::Plain),
            #[cfg(feature = "tls")]
            Stream::Tls(_, cert) => Self::Tls(Arc::clone(cert)),
            #[cfg(unix)]
            Stream::Unix(_) => Self::Other,
        }
    }
}

/// Replaces a failure of the handshake by a more specific one, if there is one.
///
/// Cancel safe.
pub(crate) async fn diagnose(
    failure: Failure,
    target: &Target,
    kind: &StreamKind,
    #[cfg_attr(not(feature = "tls"), expect(unused_variables))] queue: &RequestQueue,
    deadline: Instant,
) -> Failure {
    if !matches!(failure, Failure::Closed(_, None) | Failure::NotRedis(_)) {
        return failure;
    }
    match kind {
        StreamKind::Plain(peer) if !target.tls.is_proven() => {
            match probe::speaks_tls(*peer, deadline).await {
                true => Failure::WantsTls,
                false => failure,
            }
        }
        #[cfg(feature = "tls")]
        StreamKind::Tls(cert) => match queue.tls_error() {
            Some(error) => classify_tls(error, cert).into(),
            None if target.tls.is_proven() => failure,
            // With TLS 1.3 the alert is sent after the handshake, and lost if the server closes the socket at once.
            None if cert.is_missing() => TlsError::CertificateRequired { alert: false }.into(),
            None if cert.was_sent() => TlsError::CertificateRefused(None).into(),
            None => failure,
        },
        _ => failure,
    }
}
