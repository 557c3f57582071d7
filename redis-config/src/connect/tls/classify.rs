//! Reads the errors of the TLS library.

use std::io;

use rustls::{
    AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible,
};

use super::fault::{Distrust, Fault};
use super::identity::Identity;

/// The error that the TLS library gave through the stream, if it is one of its own.
pub(in crate::connect) fn inner(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// What an error of a handshake, or of the first read after it, says.
pub(super) fn judge(error: &io::Error, identity: &Identity) -> Fault {
    match inner(error) {
        Some(error) => judge_tls(error, identity),
        None => Fault::Closed,
    }
}

/// See [`judge`].
pub(super) fn judge_tls(error: &Error, identity: &Identity) -> Fault {
    match error {
        Error::InvalidCertificate(error) => Fault::Distrusted(distrust(error)),
        Error::AlertReceived(alert) => judge_alert(*alert, identity),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => Fault::OldProtocol,
        Error::PeerIncompatible(what) => Fault::NothingInCommon(format!("{what:?}")),
        Error::InvalidMessage(_) => Fault::NotTls,
        other => Fault::Broken(other.to_string()),
    }
}

fn judge_alert(alert: Alert, identity: &Identity) -> Fault {
    match alert {
        Alert::CertificateRequired => Fault::CertificateWanted { said: true },
        // What a server of TLS 1.2 says to a missing certificate.
        Alert::HandshakeFailure | Alert::BadCertificate if identity.is_missing() => {
            Fault::CertificateWanted { said: true }
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
            Fault::CertificateRefused(Some(format!("{alert:?}")))
        }
        Alert::ProtocolVersion => Fault::OldProtocol,
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            Fault::NothingInCommon(format!("{alert:?}"))
        }
        Alert::UnrecognisedName => Fault::NameRefused,
        other => Fault::Broken(format!("the server ended it with the alert {other:?}")),
    }
}

fn distrust(error: &CertificateError) -> Distrust {
    match error {
        CertificateError::Expired => Distrust::Expired { since: None },
        CertificateError::ExpiredContext { not_after, .. } => Distrust::Expired {
            since: Some(*not_after),
        },
        CertificateError::NotValidYet => Distrust::NotYetValid {
            from: None,
            seconds: None,
        },
        CertificateError::NotValidYetContext { time, not_before } => Distrust::NotYetValid {
            from: Some(*not_before),
            seconds: Some(not_before.as_secs().saturating_sub(time.as_secs())),
        },
        CertificateError::NotValidForName => Distrust::OtherName {
            expected: String::new(),
            has: Vec::new(),
        },
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => Distrust::OtherName {
            expected: expected.to_str().into_owned(),
            has: presented.iter().map(|name| plain_name(name)).collect(),
        },
        CertificateError::UnknownIssuer => Distrust::UnknownIssuer,
        CertificateError::BadSignature => Distrust::OtherIssuer,
        // The verifier's own kinds of error are not part of this one's: only their names get here.
        CertificateError::Other(error) => match format!("{:?}", error.0).as_str() {
            "CaUsedAsEndEntity" => Distrust::Authority,
            "UnsupportedCertVersion" => Distrust::OldForm,
            other => Distrust::Other(other.to_owned()),
        },
        other => Distrust::Other(other.to_string()),
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
        let identity = Identity::default();
        let failure = Error::AlertReceived(Alert::HandshakeFailure);
        assert!(matches!(
            judge_tls(&failure, &identity),
            Fault::NothingInCommon(_)
        ));
        rustls::client::ResolvesClientCert::resolve(&identity, &[], &[]);
        assert!(matches!(
            judge_tls(&failure, &identity),
            Fault::CertificateWanted { said: true }
        ));
        let unknown = Error::AlertReceived(Alert::UnknownCA);
        assert!(matches!(judge_tls(&unknown, &identity), Fault::Broken(_)));
    }
}
