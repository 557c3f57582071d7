//! Our own certificate, for servers that ask for one.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// Answers a server that asks for a certificate, and remembers that it did.
///
/// With TLS 1.3 a server that misses a certificate says so after the handshake, and may close the socket before that has
/// been read: then this is how the reason is known.
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

    /// A server asked for a certificate, and there is none.
    pub(crate) fn is_missing(&self) -> bool {
        self.own.is_none() && self.asked.load(Ordering::Relaxed)
    }

    /// A server asked for a certificate, and got ours.
    pub(crate) fn was_shown(&self) -> bool {
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
        f.debug_struct("Identity")
            .field("own", &self.own.is_some())
            .field("asked", &self.asked)
            .finish()
    }
}
