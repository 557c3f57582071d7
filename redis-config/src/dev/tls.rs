//! What a private server needs to speak TLS.

use std::path::Path;

use super::error::DevError;

/// Certificates and rules of a private server with TLS, for [`Builder::tls`](crate::dev::Builder::tls).
///
/// From PEM texts of your own, or from `Certificates` (feature `dev-tls`).
#[derive(Clone)]
pub struct ServerTls {
    ca: String,
    certificate: String,
    key: String,
    client_certificate: bool,
    protocols: Option<String>,
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

    /// Whether clients have to show a certificate (`tls-auth-clients`). Default: no.
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

    /// Options for the configuration file.
    pub(crate) fn options(&self, dir: &Path) -> Vec<(&'static str, String)> {
        let path = |name: &str| super::config::quoted(&dir.join(name).to_string_lossy());
        let auth = if self.client_certificate { "yes" } else { "no" };
        let mut options = vec![
            ("tls-ca-cert-file", path("ca.pem")),
            ("tls-cert-file", path("server.pem")),
            ("tls-key-file", path("server.key")),
            ("tls-auth-clients", auth.to_owned()),
        ];
        if let Some(protocols) = &self.protocols {
            options.push(("tls-protocols", super::config::quoted(protocols)));
        }
        options
    }

    /// Into the server's directory, that only this user can read.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), DevError> {
        for (name, text) in [
            ("ca.pem", &self.ca),
            ("server.pem", &self.certificate),
            ("server.key", &self.key),
        ] {
            super::launch::write_private(&dir.join(name), text)?;
        }
        Ok(())
    }
}
