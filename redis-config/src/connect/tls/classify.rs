//! The ways in which TLS can fail, and which of them an error of the TLS library means.

use std::io;
use std::path::PathBuf;

use rustls::pki_types::UnixTime;
use rustls::{
    AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible,
};

use super::client_cert::ClientCert;

/// A setting that contains PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PemPart {
    Authorities,
    Certificate,
    Key,
}

impl PemPart {
    /// What its PEM must contain.
    pub(crate) fn content(self) -> &'static str {
        match self {
            Self::Authorities | Self::Certificate => "certificate",
            Self::Key => "private key",
        }
    }
}

/// Why the PEM of a setting cannot be used.
#[derive(Debug)]
pub(crate) enum PemDefect {
    /// The operating system refused to read the file.
    Unreadable(String),
    /// For example a directory or a pipe.
    NotAFile,
    /// Larger than the limit.
    TooLarge,
    /// No PEM at all.
    NoPem,
    /// PEM, but without the expected section; what it has instead.
    Lacks(Option<String>),
    /// Malformed PEM.
    Damaged(String),
    /// A key with a pass phrase.
    Encrypted,
    /// A certificate or key of an unsupported kind.
    Unknown(String),
}

/// Why the server's certificate is rejected.
#[derive(Debug)]
pub(crate) enum CertError {
    Expired {
        since: Option<UnixTime>,
    },
    NotYetValid {
        from: Option<UnixTime>,
        seconds: Option<u64>,
    },
    NameMismatch {
        expected: String,
        presented: Vec<String>,
    },
    UnknownIssuer,
    /// An authority whose name is known, but with another key.
    IssuerKeyMismatch,
    /// A CA certificate, used as a server certificate.
    CaAsServer,
    /// X.509 before version 3, which cannot name a host.
    OldX509,
    /// Any other reason, in the words of the verifier.
    Other(String),
}

/// Why TLS failed. `into_error` adds the instance and the help. Contains no secret.
#[derive(Debug)]
pub(crate) enum TlsError {
    /// The PEM of a setting cannot be used. `path` is `None` if the setting contains the PEM itself.
    Defective {
        part: PemPart,
        path: Option<PathBuf>,
        defect: PemDefect,
    },
    /// Our key does not match our certificate.
    KeyMismatch,
    /// The system's trust store is empty or missing.
    NoAuthorities(String),
    /// No certificate can be for this name.
    BadName(String),
    /// Certificate checks can only be disabled with the cargo feature.
    #[cfg(not(feature = "danger-insecure-tls"))]
    InsecureNotBuilt,
    CertificateRejected(CertError),
    /// The server requires a client certificate, and there is none. Without an `alert`, the server asked for a certificate and
    /// closed the connection.
    CertificateRequired {
        alert: bool,
    },
    /// The server rejected our certificate, with this alert.
    CertificateRefused(Option<String>),
    /// The server supports no TLS version that is new enough.
    OldVersion,
    /// No cipher suite or algorithm in common.
    NoCommonAlgorithm(String),
    /// The server has no certificate for the requested name.
    UnknownName,
    /// The port speaks plaintext Redis.
    Plain,
    /// The port speaks neither TLS nor Redis.
    NotTls,
    /// The server closed the connection during the handshake.
    Closed,
    /// Any other reason, in the words of the TLS library.
    Other(String),
}

/// The TLS library's own error inside an `io::Error`.
pub(crate) fn inner(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// Classifies an error of the handshake, or of the first read after it.
pub(crate) fn classify(error: &io::Error, cert: &ClientCert) -> TlsError {
    match inner(error) {
        Some(error) => classify_tls(error, cert),
        None => TlsError::Closed,
    }
}

/// See [`classify`].
pub(crate) fn classify_tls(error: &Error, cert: &ClientCert) -> TlsError {
    match error {
        Error::InvalidCertificate(error) => TlsError::CertificateRejected(cert_error(error)),
        Error::AlertReceived(alert) => classify_alert(*alert, cert),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => TlsError::OldVersion,
        Error::PeerIncompatible(what) => TlsError::NoCommonAlgorithm(format!("{what:?}")),
        Error::InvalidMessage(_) => TlsError::NotTls,
        other => TlsError::Other(other.to_string()),
    }
}

fn classify_alert(alert: Alert, cert: &ClientCert) -> TlsError {
    match alert {
        Alert::CertificateRequired => TlsError::CertificateRequired { alert: true },
        // The alert for a missing certificate in TLS 1.2.
        Alert::HandshakeFailure | Alert::BadCertificate if cert.is_missing() => {
            TlsError::CertificateRequired { alert: true }
        }
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied
        | Alert::DecryptError
            if cert.was_sent() =>
        {
            TlsError::CertificateRefused(Some(format!("{alert:?}")))
        }
        Alert::ProtocolVersion => TlsError::OldVersion,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            TlsError::NoCommonAlgorithm(format!("{alert:?}"))
        }
        Alert::UnrecognisedName => TlsError::UnknownName,
        other => TlsError::Other(format!("the server ended it with the alert {other:?}")),
    }
}

fn cert_error(error: &CertificateError) -> CertError {
    match error {
        CertificateError::Expired => CertError::Expired { since: None },
        CertificateError::ExpiredContext { not_after, .. } => CertError::Expired {
            since: Some(*not_after),
        },
        CertificateError::NotValidYet => CertError::NotYetValid {
            from: None,
            seconds: None,
        },
        CertificateError::NotValidYetContext { time, not_before } => CertError::NotYetValid {
            from: Some(*not_before),
            seconds: Some(not_before.as_secs().saturating_sub(time.as_secs())),
        },
        CertificateError::NotValidForName => CertError::NameMismatch {
            expected: String::new(),
            presented: Vec::new(),
        },
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => CertError::NameMismatch {
            expected: expected.to_str().into_owned(),
            presented: presented.iter().map(|name| plain_name(name)).collect(),
        },
        CertificateError::UnknownIssuer => CertError::UnknownIssuer,
        CertificateError::BadSignature => CertError::IssuerKeyMismatch,
        // The error type of the verifier is private: only the name in its `Debug` text is accessible.
        CertificateError::Other(error) => match format!("{:?}", error.0).as_str() {
            "CaUsedAsEndEntity" => CertError::CaAsServer,
            "UnsupportedCertVersion" => CertError::OldX509,
            other => CertError::Other(other.to_owned()),
        },
        other => CertError::Other(other.to_string()),
    }
}

/// The name in `DnsName("redis.example.com")`.
fn plain_name(presented: &str) -> String {
    let inner = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(presented);
    // The server chooses these names. Escaped, so that none can break a log line.
    inner.trim_matches('"').escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_names_are_unwrapped_and_escaped() {
        assert_eq!(plain_name("DnsName(\"*.example.com\")"), "*.example.com");
        assert_eq!(plain_name("IpAddress(127.0.0.1)"), "127.0.0.1");
        assert_eq!(plain_name("DirectoryName"), "DirectoryName");
        assert_eq!(plain_name("DnsName(\"a\nb\")"), "a\\nb");
    }

    #[test]
    fn a_client_certificate_is_only_missing_if_the_server_asked_for_one() {
        let cert = ClientCert::default();
        let failure = Error::AlertReceived(Alert::HandshakeFailure);
        assert!(matches!(
            classify_tls(&failure, &cert),
            TlsError::NoCommonAlgorithm(_)
        ));
        rustls::client::ResolvesClientCert::resolve(&cert, &[], &[]);
        assert!(matches!(
            classify_tls(&failure, &cert),
            TlsError::CertificateRequired { alert: true }
        ));
        let unknown = Error::AlertReceived(Alert::UnknownCA);
        assert!(matches!(classify_tls(&unknown, &cert), TlsError::Other(_)));
    }
}
