//! Settings → the configuration of the TLS library.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, Error, RootCertStore};

use super::client_cert::ClientCert;
use super::error::{PemDefect, PemPart, TlsError};
use super::pem::{certificates, defective, key};
use crate::settings::tls::{Pem, Tls};

/// Everything that a handshake needs.
#[derive(Debug)]
pub(crate) struct ClientTls {
    pub(crate) client: Arc<ClientConfig>,
    pub(crate) identity: Arc<ClientCert>,
}

/// The state of a file that a configuration was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileStamp {
    path: PathBuf,
    /// Time of the last change, size, number of the file; `None` if there is none.
    state: Option<(Option<SystemTime>, u64, u64)>,
}

/// How the files stand now. Inline text never changes, so it has no part in this.
pub(crate) fn file_stamps(tls: &Tls) -> Vec<FileStamp> {
    [tls.ca(), tls.certificate(), tls.key()]
        .into_iter()
        .flatten()
        .filter_map(Pem::path)
        .map(|path| FileStamp {
            path: path.to_owned(),
            state: std::fs::metadata(path)
                .ok()
                .map(|metadata| (metadata.modified().ok(), metadata.len(), number(&metadata))),
        })
        .collect()
}

#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}

/// Reads all that the settings name. Blocks.
pub(crate) fn build(tls: &Tls) -> Result<ClientTls, TlsError> {
    // Named, never the process's default: with two providers in the tree there is none, and asking for it panics.
    let provider = Arc::new(ring::default_provider());
    let identity = Arc::new(identity(tls, &provider)?);
    let verifier = verifier(tls, &provider)?;
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Broken(error.to_string()))?
        // Not what it sounds like: it is how a verifier is handed over that was made with a provider of its own.
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::clone(&identity) as _);
    Ok(ClientTls {
        client: Arc::new(client),
        identity,
    })
}

fn identity(tls: &Tls, provider: &CryptoProvider) -> Result<ClientCert, TlsError> {
    let (Some(certificate), Some(secret)) = (tls.certificate(), tls.key()) else {
        // One without the other does not pass the rules.
        return Ok(ClientCert::default());
    };
    let chain = certificates(PemPart::Certificate, certificate)?;
    let key = provider
        .key_provider
        .load_private_key(key(secret)?)
        .map_err(|error| defective(PemPart::Key, secret, PemDefect::Unknown(error.to_string())))?;
    let own = CertifiedKey::new(chain, key);
    match own.keys_match() {
        Ok(()) => Ok(ClientCert::new(own)),
        Err(Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
            Err(TlsError::OtherKey)
        }
        // A key that cannot say which public key it has is no reason to refuse it.
        Err(Error::InconsistentKeys(_)) => Ok(ClientCert::new(own)),
        Err(error) => {
            let defect = PemDefect::Unknown(error.to_string());
            Err(defective(PemPart::Certificate, certificate, defect))
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
        None => system()?,
    };
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|error| TlsError::Broken(error.to_string()))
}

fn authorities(ca: &Pem) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(PemPart::Authorities, ca)? {
        // Named by hand: one that cannot be used is a mistake, not something to pass over.
        roots.add(certificate).map_err(|error| {
            defective(
                PemPart::Authorities,
                ca,
                PemDefect::Unknown(error.to_string()),
            )
        })?;
    }
    Ok(roots)
}

/// The authorities that the rest of the machine trusts. A store holds odd ones as a rule, which are passed over.
fn system() -> Result<RootCertStore, TlsError> {
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
