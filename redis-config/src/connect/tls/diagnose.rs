//! Finds the reason of a failure after the sockets were joined, when the kind of port may be what is wrong.

use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::sync::Arc;

use redis_config_rules::Setting;
use tokio::time::Instant;

#[cfg(feature = "tls")]
use super::classify::classify_tls;
#[cfg(feature = "tls")]
use super::client_cert::ClientCert;
#[cfg(feature = "tls")]
use super::error::TlsError;
use super::probe;
use crate::connect::failure::Failure;
use crate::connect::server::{ServerAddr, ServerKind};
use crate::connect::socket::io_stats::IoStats;
use crate::connect::stream::Stream;
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};

/// What a socket was, kept for the case that it fails.
#[derive(Debug)]
pub(crate) enum Origin {
    Plain(SocketAddr),
    #[cfg(feature = "tls")]
    Sealed(Arc<ClientCert>),
    /// Nothing more can be found out.
    Other,
}

impl Origin {
    pub(crate) fn of(stream: &Stream) -> Self {
        match stream {
            Stream::Tcp(stream) => stream.peer_addr().map_or(Self::Other, Self::Plain),
            #[cfg(feature = "tls")]
            Stream::Tls(stream) => Self::Sealed(Arc::clone(&stream.identity)),
            #[cfg(unix)]
            Stream::Unix(_) => Self::Other,
        }
    }
}

/// A failure of the first commands, told better where more is known.
///
/// Cancel safe.
pub(crate) async fn diagnose(
    failure: Failure,
    target: &Target,
    origin: &Origin,
    progress: &IoStats,
    deadline: Instant,
) -> Failure {
    let unstated = matches!(failure, Failure::Closed(_, None) | Failure::NotRedis(_));
    match origin {
        Origin::Plain(peer) if unstated && !target.tls.is_proven() => {
            if probe::speaks_tls(*peer, deadline).await {
                Failure::WantsTls
            } else {
                failure
            }
        }
        #[cfg(feature = "tls")]
        Origin::Sealed(identity) if unstated => match progress.broken() {
            Some(error) => classify_tls(error, identity).into(),
            // The alert that says so can be lost when the server closes the socket.
            None if target.tls.is_proven() => failure,
            None if identity.is_missing() => TlsError::CertificateWanted { said: false }.into(),
            None if identity.was_shown() => TlsError::CertificateRefused(None).into(),
            None => failure,
        },
        _ => {
            let _ = progress;
            failure
        }
    }
}

/// What is said of a plain link to an encrypted port.
pub(crate) fn unwanted(target: &Target, place: &ServerAddr) -> ConnectError {
    let setting = match place.party {
        ServerKind::Data => Setting::Tls,
        ServerKind::Sentinel => Setting::SentinelTls,
    };
    let feature = if cfg!(feature = "tls") {
        ""
    } else {
        " (with the cargo feature `tls` of redis-config)"
    };
    target.error(
        ConnectErrorKind::Tls,
        "this port speaks TLS, and the definition asks for a plaintext connection",
        format!(
            "write `rediss://` or set {}{feature}, or name the server's plaintext port",
            target.naming(setting)
        ),
    )
}
