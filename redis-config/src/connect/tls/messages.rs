//! What is said of each fault, and how to mend it.

use std::path::PathBuf;

use redis_config_rules::Setting;

use super::error::{CertError, PemDefect, PemPart, TlsError};
use super::moment;
use crate::connect::failure::Failure;
use crate::connect::server::{ServerAddr, ServerKind};
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Endpoint;
use crate::settings::tls::Tls;

/// Clocks that differ by this much put themselves right, and a certificate is seldom issued much before its use.
const SOON: u64 = 60;

impl From<TlsError> for Failure {
    fn from(fault: TlsError) -> Self {
        Self::Tls(fault)
    }
}

impl TlsError {
    pub(crate) fn tell(self, target: &Target, place: &ServerAddr) -> ConnectError {
        let naming = Naming { target, place };
        let transient = match &self {
            // What was not said may have had another cause.
            Self::Closed
            | Self::CertificateWanted { said: false }
            | Self::CertificateRefused(None) => true,
            Self::Distrusted(CertError::NotYetValid { seconds, .. }) => {
                seconds.is_some_and(|seconds| seconds <= SOON)
            }
            _ => false,
        };
        let kind = match &self {
            Self::Closed => ConnectErrorKind::Server,
            _ => ConnectErrorKind::Tls,
        };
        let (message, help) = naming.words(self);
        let error = target.error(kind, message, help);
        if transient { error.transient() } else { error }
    }
}

/// Names settings as they are called for the server in question.
struct Naming<'a> {
    target: &'a Target,
    place: &'a ServerAddr,
}

impl Naming<'_> {
    fn of(&self, data: Setting, sentinel: Setting) -> String {
        self.target.naming(match self.place.party {
            ServerKind::Data => data,
            ServerKind::Sentinel => sentinel,
        })
    }

    fn part(&self, part: PemPart) -> String {
        match part {
            PemPart::Authorities => self.of(Setting::TlsCa, Setting::SentinelTlsCa),
            PemPart::Certificate => self.of(Setting::TlsCert, Setting::SentinelTlsCert),
            PemPart::Key => self.of(Setting::TlsKey, Setting::SentinelTlsKey),
        }
    }

    fn server_name(&self) -> String {
        self.of(Setting::TlsServerName, Setting::SentinelTlsServerName)
    }

    fn tls(&self) -> String {
        self.of(Setting::Tls, Setting::SentinelTls)
    }

    fn host(&self) -> &str {
        match &self.place.endpoint {
            Endpoint::Tcp { host, .. } => host,
            Endpoint::Unix { .. } => "the socket",
        }
    }

    /// What is wrong, and how to mend it.
    fn words(&self, fault: TlsError) -> (String, String) {
        let words = |message: &str, help: String| (message.to_owned(), help);
        match fault {
            TlsError::Defective { part, path, defect } => self.defective(part, path, defect),
            TlsError::Distrusted(distrust) => self.distrusted(distrust),
            TlsError::OtherKey => words(
                "the private key does not belong to our certificate",
                format!(
                    "give the key that {} was issued for in {}; a rotation replaces both",
                    self.part(PemPart::Certificate),
                    self.part(PemPart::Key)
                ),
            ),
            TlsError::NoAuthorities(text) => {
                let why = if text.is_empty() { text } else { format!(": {text}") };
                (
                    format!("this system has no store of trusted certificate authorities{why}"),
                    format!(
                        "install the system's package `ca-certificates`, or name the server's authority with {}",
                        self.part(PemPart::Authorities)
                    ),
                )
            }
            TlsError::BadName(name) => (
                format!("`{}` is no name that a certificate can be for", name.escape_debug()),
                format!("give the name in the server's certificate with {}", self.server_name()),
            ),
            #[cfg(not(feature = "danger-insecure-tls"))]
            TlsError::InsecureNotBuilt => words(
                "the check of certificates can not be switched off in this build",
                "enable the cargo feature `danger-insecure-tls` of redis-config".to_owned(),
            ),
            TlsError::CertificateWanted { .. } => words(
                "the server wants a certificate of its clients, and there is none",
                format!(
                    "give one that it trusts with {} and its key with {}",
                    self.part(PemPart::Certificate),
                    self.part(PemPart::Key)
                ),
            ),
            TlsError::CertificateRefused(alert) => (
                match alert {
                    Some(alert) => format!("the server does not accept our certificate (alert `{alert}`)"),
                    None => "the server closed the connection when it had our certificate".to_owned(),
                },
                format!(
                    "give one in {} that is valid and issued by an authority of the server (`tls-ca-cert-file`); the log of the server says more",
                    self.part(PemPart::Certificate)
                ),
            ),
            TlsError::OldProtocol => words(
                "the server speaks no version of TLS that is safe: 1.2 or 1.3 is needed",
                "allow `TLSv1.2` or `TLSv1.3` in the server's `tls-protocols`".to_owned(),
            ),
            TlsError::NothingInCommon(what) => (
                format!("client and server have no TLS algorithms in common ({what})"),
                "see the server's `tls-ciphers` and `tls-ciphersuites`, and the kind of key in its certificate".to_owned(),
            ),
            TlsError::NameRefused => (
                format!("the server knows no certificate for the name it was asked for, `{}`", self.asked_for()),
                format!("give the name in the server's certificate with {}", self.server_name()),
            ),
            TlsError::Plain => words(
                "this port speaks plaintext Redis, and the definition asks for TLS",
                format!(
                    "name the server's TLS port (`tls-port`), or write `redis://` and leave {} out",
                    self.tls()
                ),
            ),
            TlsError::NotTls => words(
                "what answers on this port does not speak TLS",
                format!(
                    "check host and port, and whether {} is meant: another program listens there",
                    self.tls()
                ),
            ),
            TlsError::Closed => words(
                "the server closed the connection during the TLS handshake",
                "see the log of the server; too many clients (`maxclients`) and a proxy without a backend look like this"
                    .to_owned(),
            ),
            TlsError::Broken(text) => (
                format!("the TLS handshake failed: {text}"),
                "see the log of the server, which names the other side of it".to_owned(),
            ),
        }
    }

    fn settings(&self) -> Option<&Tls> {
        let settings = &self.target.settings;
        match self.place.party {
            ServerKind::Data => settings.tls(),
            ServerKind::Sentinel => settings.sentinel_tls(),
        }
    }

    fn asked_for(&self) -> &str {
        let given = self.settings().and_then(Tls::server_name);
        given.unwrap_or_else(|| self.host())
    }

    /// The authorities that count.
    fn trusted(&self) -> String {
        match self.settings().and_then(Tls::ca) {
            Some(_) => self.part(PemPart::Authorities),
            None => "this system's store".to_owned(),
        }
    }

    fn defective(
        &self,
        part: PemPart,
        path: Option<PathBuf>,
        defect: PemDefect,
    ) -> (String, String) {
        let setting = self.part(part);
        let content = part.content();
        let place = match path {
            Some(path) => format!("the file {path:?} of {setting}"),
            None => format!("the PEM text of {setting}"),
        };
        match defect {
            PemDefect::Unreadable(text) => (
                format!("{place} cannot be read: {text}"),
                "correct the path, or let the user of this process read it".to_owned(),
            ),
            PemDefect::NotAFile => (
                format!("{place} is not a file"),
                format!("give the path of one PEM file that holds the {content}"),
            ),
            PemDefect::TooLarge => (
                format!("{place} is larger than 1 MiB"),
                format!("give the path of a PEM file that holds the {content}"),
            ),
            PemDefect::NoPem => (
                format!("{place} holds no PEM"),
                format!("give the {content} as PEM, which begins with `-----BEGIN`; `openssl` converts it from other forms"),
            ),
            PemDefect::Lacks(found) => (
                match found {
                    Some(found) => format!("{place} holds no {content}, but `{found}`"),
                    None => format!("{place} holds no {content}"),
                },
                match part {
                    PemPart::Key => "give the key itself, whose section is called `PRIVATE KEY`".to_owned(),
                    _ => "give the certificate itself, whose section is called `CERTIFICATE`".to_owned(),
                },
            ),
            PemDefect::Damaged(why) => (
                format!("{place} is damaged: {why}"),
                "copy all of it again, from the first line to the last, with its line breaks".to_owned(),
            ),
            PemDefect::Encrypted => (
                format!("{place} holds a private key behind a pass phrase"),
                "give it without one: `openssl pkey -in encrypted.key -out plain.key`, readable by this user alone".to_owned(),
            ),
            PemDefect::Unknown(text) => (
                format!("{place} holds a {content} that cannot be used: {text}"),
                match part {
                    PemPart::Key => "give an RSA, ECDSA (P-256, P-384) or Ed25519 key".to_owned(),
                    _ => "give an X.509 certificate of version 3".to_owned(),
                },
            ),
        }
    }

    fn distrusted(&self, distrust: CertError) -> (String, String) {
        match distrust {
            CertError::Expired { since } => (
                match since {
                    Some(since) => format!("the server's certificate expired on {}", moment::format(since)),
                    None => "the server's certificate has expired".to_owned(),
                },
                "renew the certificate of the server and restart it, or have it read the new one with \
                 `CONFIG SET tls-cert-file`; check the clock of this machine"
                    .to_owned(),
            ),
            CertError::NotYetValid { from, .. } => (
                match from {
                    Some(from) => format!("the server's certificate is not valid before {}", moment::format(from)),
                    None => "the server's certificate is not valid yet".to_owned(),
                },
                "check the clock of this machine and of the one that issued the certificate".to_owned(),
            ),
            CertError::OtherName { expected, has } => {
                let wanted = if expected.is_empty() { self.asked_for().to_owned() } else { expected };
                let names = match has.len() {
                    0 => "it names none (a common name alone does not count)".to_owned(),
                    _ => format!("it is for `{}`", has.join("`, `")),
                };
                (
                    format!("the server's certificate is not for `{wanted}`: {names}"),
                    format!(
                        "connect by a name that it has, give that name with {}, or issue one for this host \
                         (`subjectAltName`)",
                        self.server_name()
                    ),
                )
            }
            CertError::UnknownIssuer => (
                format!(
                    "the server's certificate was issued by an authority that is not in {}",
                    self.trusted()
                ),
                format!(
                    "name the authority that issued it with {}; if it was issued by an intermediate one, the server must \
                     show that too",
                    self.part(PemPart::Authorities)
                ),
            ),
            CertError::OtherIssuer => (
                format!(
                    "the server's certificate was not signed by the authority of that name in {}, which has another key",
                    self.trusted()
                ),
                format!(
                    "give the certificate of the authority as it is now with {}: it was made anew, or another has the \
                     same name",
                    self.part(PemPart::Authorities)
                ),
            ),
            CertError::Authority => (
                "the server shows the certificate of an authority (`CA:TRUE`) as its own".to_owned(),
                "issue one for the server with that authority: `basicConstraints=CA:FALSE` and the host in \
                 `subjectAltName`"
                    .to_owned(),
            ),
            CertError::OldForm => (
                "the server's certificate is of an old form (X.509 before version 3), which cannot name a host".to_owned(),
                "issue it with extensions: `subjectAltName` with the names of the host".to_owned(),
            ),
            CertError::Other(text) => (
                format!("the server's certificate is not accepted: {text}"),
                "look at it: `openssl s_client -showcerts -connect host:port`".to_owned(),
            ),
        }
    }
}
