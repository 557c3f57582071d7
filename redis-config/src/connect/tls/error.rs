//! What can be wrong with TLS.

use std::path::PathBuf;

use rustls::pki_types::UnixTime;

/// One of the things that the settings name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PemPart {
    Authorities,
    Certificate,
    Key,
}

impl PemPart {
    /// What it is to hold.
    pub(crate) fn content(self) -> &'static str {
        match self {
            Self::Authorities | Self::Certificate => "certificate",
            Self::Key => "private key",
        }
    }
}

/// Why what a setting names cannot be used.
#[derive(Debug)]
pub(crate) enum PemDefect {
    /// The operating system said no.
    Unreadable(String),
    /// A folder, a pipe.
    NotAFile,
    /// Larger than anything sensible.
    TooLarge,
    /// No PEM at all.
    NoPem,
    /// PEM, but not of what is wanted; what it has instead.
    Lacks(Option<String>),
    /// PEM that is damaged.
    Damaged(String),
    /// A key behind a pass phrase.
    Encrypted,
    /// A certificate or key of a kind that is not known.
    Unknown(String),
}

/// Why the server's certificate is not taken.
#[derive(Debug)]
pub(crate) enum CertError {
    Expired {
        since: Option<UnixTime>,
    },
    NotYetValid {
        from: Option<UnixTime>,
        seconds: Option<u64>,
    },
    OtherName {
        expected: String,
        has: Vec<String>,
    },
    UnknownIssuer,
    /// An authority that is known by name, but with another key.
    OtherIssuer,
    /// The certificate of an authority, shown as a server's.
    Authority,
    /// Of a version before 3, which cannot name a host.
    OldForm,
    /// Anything else, in the words of the verifier.
    Other(String),
}

/// Why a socket could not be encrypted, before it is told of which instance. Holds nothing secret.
#[derive(Debug)]
pub(crate) enum TlsError {
    /// A file or a text of the settings; `None`: the text stands in the setting itself.
    Defective {
        part: PemPart,
        path: Option<PathBuf>,
        defect: PemDefect,
    },
    /// Key and certificate do not belong together.
    OtherKey,
    /// The system's store of authorities is empty or missing.
    NoAuthorities(String),
    /// No certificate can be for this.
    BadName(String),
    /// The check of certificates can be switched off only if the cargo feature says so too.
    #[cfg(not(feature = "danger-insecure-tls"))]
    InsecureNotBuilt,
    Distrusted(CertError),
    /// The server wants a certificate, and there is none; not `said`: it asked for one and closed the connection.
    CertificateWanted {
        said: bool,
    },
    /// The server does not take our certificate, in the words of its alert.
    CertificateRefused(Option<String>),
    /// The server has no version that is new enough.
    OldProtocol,
    /// No cipher suite or algorithm in common.
    NothingInCommon(String),
    /// The server does not know the name that it was asked for.
    NameRefused,
    /// The port speaks Redis without TLS.
    Plain,
    /// The port speaks neither.
    NotTls,
    /// The server closed the connection during the handshake.
    Closed,
    /// Anything else, in the words of the TLS library.
    Broken(String),
}
