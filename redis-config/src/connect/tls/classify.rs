//! Reads the errors of the TLS library.

use std::io;

use rustls::{
    AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible,
};

use super::client_cert::ClientCert;
use super::error::{CertError, TlsError};

/// The error that the TLS library gave through the stream, if it is one of its own.
pub(crate) fn inner(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// What an error of a handshake, or of the first read after it, says.
pub(crate) fn classify(error: &io::Error, identity: &ClientCert) -> TlsError {
    match inner(error) {
        Some(error) => classify_tls(error, identity),
        None => TlsError::Closed,
    }
}

/// See [`judge`].
pub(crate) fn classify_tls(error: &Error, identity: &ClientCert) -> TlsError {
    match error {
        Error::InvalidCertificate(error) => TlsError::Distrusted(cert_error(error)),
        Error::AlertReceived(alert) => classify_alert(*alert, identity),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => TlsError::OldProtocol,
        Error::PeerIncompatible(what) => TlsError::NothingInCommon(format!("{what:?}")),
        Error::InvalidMessage(_) => TlsError::NotTls,
        other => TlsError::Broken(other.to_string()),
    }
}

fn classify_alert(alert: Alert, identity: &ClientCert) -> TlsError {
    match alert {
        Alert::CertificateRequired => TlsError::CertificateWanted { said: true },
        // What a server of TLS 1.2 says to a missing certificate.
        Alert::HandshakeFailure | Alert::BadCertificate if identity.is_missing() => {
            TlsError::CertificateWanted { said: true }
        }
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied
        | Alert::DecryptError
            if identity.was_shown() =>
        {
            TlsError::CertificateRefused(Some(format!("{alert:?}")))
        }
        Alert::ProtocolVersion => TlsError::OldProtocol,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            TlsError::NothingInCommon(format!("{alert:?}"))
        }
        Alert::UnrecognisedName => TlsError::NameRefused,
        other => TlsError::Broken(format!("the server ended it with the alert {other:?}")),
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
        CertificateError::NotValidForName => CertError::OtherName {
            expected: String::new(),
            has: Vec::new(),
        },
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => CertError::OtherName {
            expected: expected.to_str().into_owned(),
            has: presented.iter().map(|name| plain_name(name)).collect(),
        },
        CertificateError::UnknownIssuer => CertError::UnknownIssuer,
        CertificateError::BadSignature => CertError::OtherIssuer,
        // The verifier's own kinds of error are not part of this one's: only their names get here.
        CertificateError::Other(error) => match format!("{:?}", error.0).as_str() {
            "CaUsedAsEndEntity" => CertError::Authority,
            "UnsupportedCertVersion" => CertError::OldForm,
            other => CertError::Other(other.to_owned()),
        },
        other => CertError::Other(other.to_string()),
    }
}

/// `DnsName("redis.example.com")` without what stands around the name.
fn plain_name(presented: &str) -> String {
    let inner = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(presented);
    // The server chooses these: nothing in them may break out of the line.
    inner.trim_matches('"').escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_as_they_stand_in_the_certificate() {
        assert_eq!(plain_name("DnsName(\"*.example.com\")"), "*.example.com");
        assert_eq!(plain_name("IpAddress(127.0.0.1)"), "127.0.0.1");
        assert_eq!(plain_name("DirectoryName"), "DirectoryName");
        assert_eq!(plain_name("DnsName(\"a\nb\")"), "a\\nb");
    }

    #[test]
    fn only_an_identity_that_was_asked_for_is_missing() {
        let identity = ClientCert::default();
        let failure = Error::AlertReceived(Alert::HandshakeFailure);
        assert!(matches!(
            classify_tls(&failure, &identity),
            TlsError::NothingInCommon(_)
        ));
        rustls::client::ResolvesClientCert::resolve(&identity, &[], &[]);
        assert!(matches!(
            classify_tls(&failure, &identity),
            TlsError::CertificateWanted { said: true }
        ));
        let unknown = Error::AlertReceived(Alert::UnknownCA);
        assert!(matches!(
            classify_tls(&unknown, &identity),
            TlsError::Broken(_)
        ));
    }
}
