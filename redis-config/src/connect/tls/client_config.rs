//! Turns the settings into a configuration of `rustls`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, Error, RootCertStore};

use super::classify::{PemDefect, PemPart, TlsError};
use super::client_cert::ClientCert;
use super::pem::{certificates, key, unusable};
use crate::settings::tls::{Pem, Tls};

/// What a handshake needs.
#[derive(Debug)]
pub(crate) struct ClientTls {
    pub(crate) client: Arc<ClientConfig>,
    pub(crate) cert: Arc<ClientCert>,
}

/// The state of a file that a configuration was built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileStamp {
    path: PathBuf,
    /// Modification time, size and inode; `None` if there is no such file.
    state: Option<(Option<SystemTime>, u64, u64)>,
}

/// The current state of the files. Inline PEM never changes.
pub(crate) fn file_stamps(tls: &Tls) -> Vec<FileStamp> {
    [tls.ca(), tls.certificate(), tls.key()]
        .into_iter()
        .flatten()
        .filter_map(Pem::path)
        .map(|path| FileStamp {
            path: path.to_owned(),
            state: std::fs::metadata(path)
                .ok()
                .map(|metadata| (metadata.modified().ok(), metadata.len(), inode(&metadata))),
        })
        .collect()
}

#[cfg(unix)]
fn inode(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &std::fs::Metadata) -> u64 {
    0
}

/// Reads everything that the settings name. Blocks.
pub(crate) fn build(tls: &Tls) -> Result<ClientTls, TlsError> {
    // Never the default provider of the process: with two providers in the dependency tree there is none, and using it panics.
    let provider = Arc::new(ring::default_provider());
    let cert = Arc::new(client_cert(tls, &provider)?);
    let verifier = verifier(tls, &provider)?;
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Other(error.to_string()))?
        // Not dangerous here: this is how to pass a standard verifier that was built with an explicit provider.
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::clone(&cert) as _);
    Ok(ClientTls {
        client: Arc::new(client),
        cert,
    })
}

fn client_cert(tls: &Tls, provider: &CryptoProvider) -> Result<ClientCert, TlsError> {
    let (Some(certificate), Some(secret)) = (tls.certificate(), tls.key()) else {
        // Validation refuses one without the other.
        return Ok(ClientCert::default());
    };
    let chain = certificates(PemPart::Certificate, certificate)?;
    let key = provider
        .key_provider
        .load_private_key(key(secret)?)
        .map_err(|error| unusable(PemPart::Key, secret, PemDefect::Unknown(error.to_string())))?;
    let own = CertifiedKey::new(chain, key);
    match own.keys_match() {
        Ok(()) => Ok(ClientCert::new(own)),
        Err(Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
            Err(TlsError::KeyMismatch)
        }
        // The key does not expose its public half, so nothing can be compared.
        Err(Error::InconsistentKeys(_)) => Ok(ClientCert::new(own)),
        Err(error) => {
            let defect = PemDefect::Unknown(error.to_string());
            Err(unusable(PemPart::Certificate, certificate, defect))
        }
    }
}

fn verifier(
    tls: &Tls,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
    if tls.insecure() {
        #[cfg(feature = "danger-insecure-tls")]
        return Ok(Arc::new(super::insecure::AnyCertificate(Arc::clone(
            provider,
        ))));
        #[cfg(not(feature = "danger-insecure-tls"))]
        return Err(TlsError::InsecureNotBuilt);
    }
    let roots = match tls.ca() {
        Some(ca) => authorities(ca)?,
        None => system_authorities()?,
    };
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|error| TlsError::Other(error.to_string()))
}

fn authorities(ca: &Pem) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(PemPart::Authorities, ca)? {
        // The user named this file, so a certificate that cannot be used is an error.
        roots.add(certificate).map_err(|error| {
            unusable(
                PemPart::Authorities,
                ca,
                PemDefect::Unknown(error.to_string()),
            )
        })?;
    }
    Ok(roots)
}

/// The authorities that the operating system trusts. Its store usually contains some that cannot be parsed; those are skipped.
fn system_authorities() -> Result<RootCertStore, TlsError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _ignored) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err(TlsError::NoAuthorities(
            found
                .errors
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ));
    }
    Ok(roots)
}
