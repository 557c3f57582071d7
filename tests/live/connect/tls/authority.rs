//! A certificate authority of the tests' own.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};

/// Issues certificates; different in every test.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, as PEM.
pub(super) struct Issued {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// The properties of a certificate to issue.
pub(super) struct Wish {
    pub(super) names: &'static [&'static str],
    pub(super) from: (i32, u8, u8),
    pub(super) until: (i32, u8, u8),
    pub(super) authority: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            names: &["localhost", "127.0.0.1"],
            from: (2020, 1, 1),
            until: (2120, 1, 1),
            authority: false,
        }
    }
}

impl Authority {
    pub(super) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        Self::named(&format!("authority {}", COUNT.fetch_add(1, Relaxed)))
    }

    pub(super) fn named(name: &str) -> Self {
        let mut params = params(&Wish::default());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// Its own certificate, as PEM.
    pub(super) fn certificate(&self) -> String {
        self.0.pem()
    }

    pub(super) fn issue(&self, wish: &Wish) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = params(wish);
        params.distinguished_name.push(DnType::CommonName, "a node");
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Issued {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

fn params(wish: &Wish) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.subject_alt_names = wish
        .names
        .iter()
        .map(|name| match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName((*name).try_into().unwrap()),
        })
        .collect();
    let date = |(year, month, day)| date_time_ymd(year, month, day);
    params.not_before = date(wish.from);
    params.not_after = date(wish.until);
    if wish.authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params
}
