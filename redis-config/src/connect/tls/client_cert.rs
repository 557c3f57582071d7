//! The client certificate.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// Supplies the client certificate, and records whether the server asked for one.
///
/// With TLS 1.3 a server that rejects the certificate, or lacks one, sends its alert after the handshake. If it closes the
/// socket before that is read, this record is the only hint at the reason.
#[derive(Default)]
pub(crate) struct ClientCert {
    own: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

impl ClientCert {
    pub(crate) fn new(own: CertifiedKey) -> Self {
        Self {
            own: Some(Arc::new(own)),
            asked: AtomicBool::new(false),
        }
    }

    /// The server asked for a certificate, and there is none.
    pub(crate) fn is_missing(&self) -> bool {
        self.own.is_none() && self.asked.load(Ordering::Relaxed)
    }

    /// The server asked for a certificate and received ours.
    pub(crate) fn was_sent(&self) -> bool {
        self.own.is_some() && self.asked.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for ClientCert {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.own.clone()
    }

    fn has_certs(&self) -> bool {
        self.own.is_some()
    }
}

impl fmt::Debug for ClientCert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCert")
            .field("own", &self.own.is_some())
            .field("asked", &self.asked)
            .finish()
    }
}
