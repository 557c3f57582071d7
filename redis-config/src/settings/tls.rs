//! The TLS settings of a connection.

use std::fmt;
use std::path::{Path, PathBuf};

use redis_config_rules::{draft, pem};

use crate::secret::secret::Secret;

/// The TLS settings of a connection. `Debug` shows no PEM text.
///
/// ```
/// # fn show(settings: &redis_config::Settings) {
/// if let Some(tls) = settings.tls() {
///     println!("certificates for {:?}, trusted by {:?}", tls.server_name(), tls.ca());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Tls {
    ca: Option<Pem>,
    certificate: Option<Pem>,
    key: Option<Pem>,
    server_name: Option<String>,
    insecure: bool,
}

impl Tls {
    pub(crate) fn new(tls: draft::Tls) -> Self {
        // PEM text becomes a `Secret`, whose memory is wiped.
        let [ca, certificate, key] =
            [tls.ca, tls.certificate, tls.key].map(|one| one.map(Pem::new));
        Self {
            ca,
            certificate,
            key,
            server_name: tls.server_name,
            insecure: tls.insecure,
        }
    }

    /// Certificate authorities to trust. Default: the system's.
    pub fn ca(&self) -> Option<&Pem> {
        self.ca.as_ref()
    }

    /// The client certificate. Never without [`key`](Self::key). Default: none.
    pub fn certificate(&self) -> Option<&Pem> {
        self.certificate.as_ref()
    }

    /// The key of the client certificate. Default: none.
    pub fn key(&self) -> Option<&Pem> {
        self.key.as_ref()
    }

    /// Name that the server's certificate must have. Default: the host of the address.
    pub fn server_name(&self) -> Option<&str> {
        self.server_name.as_deref()
    }

    /// Whether any certificate is accepted. An attacker on the network can then read and change all traffic. Default: no.
    pub fn insecure(&self) -> bool {
        self.insecure
    }
}

/// Certificates or a key, as the path of a PEM file or as PEM text. `Debug` shows only the path.
///
/// ```
/// # fn read(pem: &redis_config::Pem) -> std::io::Result<Vec<u8>> {
/// match (pem.path(), pem.text()) {
///     (Some(path), _) => std::fs::read(path),
///     (_, text) => Ok(text.map_or_else(Vec::new, |text| text.expose().as_bytes().to_vec())),
/// }
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Pem(Content);

#[derive(Clone, PartialEq)]
enum Content {
    Path(PathBuf),
    Text(Secret),
}

impl Pem {
    fn new(text: String) -> Self {
        Self(if pem::is_inline(&text) {
            Content::Text(Secret::new(text))
        } else {
            Content::Path(PathBuf::from(text))
        })
    }

    /// The path of the file. The file is read when a connection is opened.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Content::Path(path) => Some(path),
            Content::Text(_) => None,
        }
    }

    /// The PEM text.
    pub fn text(&self) -> Option<&Secret> {
        match &self.0 {
            Content::Path(_) => None,
            Content::Text(text) => Some(text),
        }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Path(path) => fmt::Debug::fmt(path, f),
            Content::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}
