//! Certificates for private servers and their clients, good and bad (feature `dev-tls`).

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};

use super::tls::ServerTls;
use crate::dev::error::DevError;

/// The years in which a certificate is valid, from and until the first of January.
type Years = (i32, i32);

const VALID: Years = (2020, 2120);

/// An authority of its own, and what it issues. Every one is different; nothing is written to disk.
///
/// ```
/// use redis_config::dev::{Certificates, Server};
///
/// let certificates = Certificates::new()?;
/// let server = Server::builder().tls(certificates.server()?).plaintext(false).start()?;
/// assert_eq!(server.call(&["PING"])?, "PONG");          // over a Unix socket of its own
/// assert_eq!(server.url(), format!("rediss://127.0.0.1:{}", server.port()));
/// assert!(certificates.ca().starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok::<(), redis_config::dev::DevError>(())
/// ```
pub struct Certificates {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl Certificates {
    /// A new authority.
    ///
    /// # Errors
    ///
    /// [`DevError::Certificate`] if the system has no randomness to give.
    pub fn new() -> Result<Self, DevError> {
        // A name of its own: with a shared one, verification fails at the signature, and not with an unknown authority.
        let name = format!("test authority {:016x}", RandomState::new().hash_one(()));
        let mut params = params(&[], VALID, &name)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().map_err(failed)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(failed)?;
        Ok(Self { issuer })
    }

    /// The authority's certificate, for a client's `tls_ca`.
    pub fn ca(&self) -> String {
        self.issuer.pem()
    }

    /// A good server: `localhost` and `127.0.0.1`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn server(&self) -> Result<ServerTls, DevError> {
        self.server_named(&["localhost", "127.0.0.1"])
    }

    /// A server of other names, host names or addresses: of a wrong host, if `127.0.0.1` is not among them.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and if one is no name.
    pub fn server_named(&self, names: &[&str]) -> Result<ServerTls, DevError> {
        self.server_of(names, VALID)
    }

    /// A server whose certificate has expired.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn expired(&self) -> Result<ServerTls, DevError> {
        self.server_of(&["localhost", "127.0.0.1"], (2020, 2021))
    }

    /// A server whose certificate is not valid yet.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn not_yet_valid(&self) -> Result<ServerTls, DevError> {
        self.server_of(&["localhost", "127.0.0.1"], (2110, 2120))
    }

    /// A certificate for a client, and its key: PEM texts for `tls_cert` and `tls_key`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn client(&self) -> Result<(String, String), DevError> {
        self.issue(&[], VALID, "a client")
    }

    fn server_of(&self, names: &[&str], years: Years) -> Result<ServerTls, DevError> {
        let (certificate, key) = self.issue(names, years, "a server")?;
        Ok(ServerTls::new(self.ca(), certificate, key))
    }

    fn issue(
        &self,
        names: &[&str],
        years: Years,
        common: &str,
    ) -> Result<(String, String), DevError> {
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params(names, years, common)?
            .signed_by(&key, &self.issuer)
            .map_err(failed)?;
        Ok((certificate.pem(), key.serialize_pem()))
    }
}

fn params(names: &[&str], years: Years, common: &str) -> Result<CertificateParams, DevError> {
    let mut params = CertificateParams::default();
    for name in names {
        params.subject_alt_names.push(match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName((*name).try_into().map_err(failed)?),
        });
    }
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    params.distinguished_name.push(DnType::CommonName, common);
    Ok(params)
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` calls")]
fn failed(error: rcgen::Error) -> DevError {
    DevError::Certificate {
        why: error.to_string(),
    }
}
