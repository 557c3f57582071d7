//! The code of a failure to connect.

use std::io::ErrorKind;

use redis::{ServerError, ServerErrorKind};

use crate::connect::failure::{CONNECT, Failure, NAME_SERVICE, TLS_HANDSHAKE};
#[cfg(feature = "tls")]
use crate::connect::tls::classify::TlsError;

/// The stages of connecting, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Connect,
    Tls,
    Auth,
    Session,
}

/// The stage in which an attempt failed: those before it were passed.
pub(super) fn failed_stage(failure: &Failure) -> Stage {
    match failure {
        #[cfg(feature = "tls")]
        Failure::Tls(_) => Stage::Tls,
        #[cfg(not(feature = "tls"))]
        Failure::NoTls => Stage::Tls,
        Failure::WantsTls | Failure::Silent(TLS_HANDSHAKE) => Stage::Tls,
        Failure::HostNotAllowed
        | Failure::Resolve(_)
        | Failure::Dial(..)
        | Failure::Exhausted(_)
        | Failure::Silent(NAME_SERVICE | CONNECT) => Stage::Connect,
        Failure::Refusal("AUTH", _) => Stage::Auth,
        Failure::Refusal(_, error) if error.code() == "NOAUTH" => Stage::Auth,
        Failure::Refusal(..) | Failure::Mode(_) | Failure::Role(_) => Stage::Session,
        Failure::Silent(_)
        | Failure::Closed(..)
        | Failure::NotRedis(_)
        | Failure::Credentials(_)
        | Failure::NoResp3(_) => Stage::Auth,
    }
}

pub(super) fn failure_code(failure: &Failure) -> &'static str {
    match failure {
        Failure::HostNotAllowed => "connect.not-allowed",
        Failure::Resolve(_) => "resolve.failed",
        Failure::Silent(NAME_SERVICE) => "resolve.timeout",
        Failure::Dial(ErrorKind::PermissionDenied, _) => "connect.permission",
        Failure::Dial(ErrorKind::TimedOut, _) | Failure::Silent(CONNECT) => "connect.timeout",
        Failure::Dial(..) => "connect.refused",
        Failure::Exhausted(_) => "connect.no-descriptors",
        Failure::Silent(TLS_HANDSHAKE) => "tls.timeout",
        Failure::Silent(_) => "server.timeout",
        Failure::Closed(_, Some(words)) if words.contains("max number of clients") => {
            "clients.full"
        }
        Failure::Closed(_, Some(words)) if words.starts_with("DENIED") => "server.protected",
        Failure::Closed(..) => "server.closed",
        Failure::NotRedis(_) => "server.not-redis",
        Failure::Credentials(_) => "auth.no-credentials",
        Failure::Refusal(step, error) => refusal_code(step, error),
        Failure::Mode(_) => "topology.mismatch",
        // Only a socket for messages needs it, and none is opened here.
        Failure::NoResp3(_) => "server.refused",
        Failure::WantsTls => "tls.required",
        Failure::Role(_) => "role.replica",
        #[cfg(feature = "tls")]
        Failure::Tls(error) => tls_code(error),
        #[cfg(not(feature = "tls"))]
        Failure::NoTls => "tls.not-built",
    }
}

fn refusal_code(step: &str, error: &ServerError) -> &'static str {
    let details = error.details().unwrap_or_default();
    match (error.kind(), error.code()) {
        (_, "NOAUTH") => "auth.missing",
        (_, "WRONGPASS") => "auth.rejected",
        (Some(ServerErrorKind::NoPerm), _) | (_, "NOPERM") => "user.permission",
        (Some(ServerErrorKind::BusyLoading), _) => "server.loading",
        (_, "BUSY") => "server.busy",
        _ if step == "AUTH" && details.contains("invalid password") => "auth.rejected",
        _ if step == "AUTH" => "auth.unexpected",
        _ if step == "SELECT" => "database.missing",
        _ => "server.refused",
    }
}

#[cfg(feature = "tls")]
fn tls_code(error: &TlsError) -> &'static str {
    match error {
        TlsError::Plain => "tls.plaintext-port",
        TlsError::CertificateRejected(_) | TlsError::UnknownName => "tls.certificate",
        TlsError::CertificateRequired { .. } | TlsError::CertificateRefused(_) => {
            "tls.client-certificate"
        }
        TlsError::OldVersion | TlsError::NoCommonAlgorithm(_) => "tls.version",
        TlsError::Defective { .. }
        | TlsError::KeyMismatch
        | TlsError::NoAuthorities(_)
        | TlsError::BadName(_) => "tls.settings",
        _ => "tls.failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a test that runs as root cannot bring about.
    #[test]
    #[cfg(unix)]
    fn the_operating_system_refuses() {
        let code = |number| {
            let error = std::io::Error::from_raw_os_error(number);
            failure_code(&Failure::dial(&error))
        };
        assert_eq!(code(13), "connect.permission");
        assert_eq!(code(24), "connect.no-descriptors");
        assert_eq!(code(111), "connect.refused");
        assert_eq!(code(110), "connect.timeout");
    }
}
