//! The certificates and TLS options of a private server.

/// Certificates and TLS options of a private server, for [`Builder::tls`](crate::dev::Builder::tls).
///
/// Made from PEM texts, or by `Certificates` (feature `dev-tls`).
#[derive(Clone)]
pub struct ServerTls {
    pub(crate) ca: String,
    pub(crate) certificate: String,
    pub(crate) key: String,
    pub(crate) client_certificate: bool,
    pub(crate) protocols: Option<String>,
}

impl std::fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerTls")
            .field("client_certificate", &self.client_certificate)
            .field("protocols", &self.protocols)
            .finish_non_exhaustive()
    }
}

impl ServerTls {
    /// The certificate of the authority that clients are checked against, the server's certificate, and its key: PEM texts.
    pub fn new(
        ca: impl Into<String>,
        certificate: impl Into<String>,
        key: impl Into<String>,
    ) -> Self {
        Self {
            ca: ca.into(),
            certificate: certificate.into(),
            key: key.into(),
            client_certificate: false,
            protocols: None,
        }
    }

    /// Whether clients must present a certificate (`tls-auth-clients`). Default: no.
    #[must_use]
    pub fn client_certificate(mut self, client_certificate: bool) -> Self {
        self.client_certificate = client_certificate;
        self
    }

    /// The protocols it offers, as the server's `tls-protocols` names them: `TLSv1.2`. Default: the server's.
    #[must_use]
    pub fn protocols(mut self, protocols: impl Into<String>) -> Self {
        self.protocols = Some(protocols.into());
        self
    }
}
