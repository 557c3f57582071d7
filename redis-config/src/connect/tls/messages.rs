//! The message and the help for each TLS failure.

use std::path::PathBuf;

use redis_config_rules::Setting;
use rustls::pki_types::UnixTime;

use super::classify::{CertError, PemDefect, PemPart, TlsError};
use crate::connect::server::{ServerAddr, ServerKind};
use crate::connect::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Endpoint;
use crate::settings::tls::Tls;

/// A certificate that becomes valid within these seconds is worth a retry: clocks differ, and certificates are often used
/// right after they were issued.
const SOON: u64 = 60;

impl TlsError {
    /// The error of the instance.
    pub(crate) fn into_error(self, target: &Target, addr: &ServerAddr) -> ConnectError {
        let naming = Naming { target, addr };
        let transient = match &self {
            // Inferred, not reported by the server: there may be another cause.
            Self::Closed
            | Self::CertificateRequired { alert: false }
            | Self::CertificateRefused(None) => true,
            Self::CertificateRejected(CertError::NotYetValid { seconds, .. }) => {
                seconds.is_some_and(|seconds| seconds <= SOON)
            }
            _ => false,
        };
        let kind = match &self {
            Self::Closed => ConnectErrorKind::Server,
            _ => ConnectErrorKind::Tls,
        };
        let (message, help) = naming.texts(self);
        target.error(kind, message, help).transient_if(transient)
    }
}

/// Names the settings that apply to the kind of server.
struct Naming<'a> {
    target: &'a Target,
    addr: &'a ServerAddr,
}

impl Naming<'_> {
    fn of(&self, data: Setting, sentinel: Setting) -> String {
        self.target.naming(match self.addr.kind {
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

    fn host(&self) -> &str {
        match &self.addr.endpoint {
            Endpoint::Tcp { host, .. } => host,
            Endpoint::Unix { .. } => "the socket",
        }
    }

    /// The message and the help.
    fn texts(&self, error: TlsError) -> (String, String) {
        let texts = |message: &str, help: String| (message.to_owned(), help);
        let [ca, cert, key] =
            [PemPart::Authorities, PemPart::Certificate, PemPart::Key].map(|part| self.part(part));
        let tls = self.of(Setting::Tls, Setting::SentinelTls);
        let server_name = self.server_name();
        match error {
            TlsError::Defective { part, path, defect } => self.defective(part, path, defect),
            TlsError::CertificateRejected(error) => self.rejected(error),
            TlsError::KeyMismatch => texts(
                "the private key does not belong to our certificate",
                format!("give the key that {cert} was issued for in {key}; a rotation replaces both"),
            ),
            TlsError::NoAuthorities(text) => (
                match text.as_str() {
                    "" => "this system has no store of trusted certificate authorities".to_owned(),
                    text => format!("this system has no store of trusted certificate authorities: {text}"),
                },
                format!("install the system's package `ca-certificates`, or name the server's authority with {ca}"),
            ),
            TlsError::BadName(name) => (
                format!("`{}` is no name that a certificate can be for", name.escape_debug()),
                format!("give the name in the server's certificate with {server_name}"),
            ),
            #[cfg(not(feature = "danger-insecure-tls"))]
            TlsError::InsecureNotBuilt => texts(
                "the check of certificates can not be switched off in this build",
                "enable the cargo feature `danger-insecure-tls` of redis-config".to_owned(),
            ),
            TlsError::CertificateRequired { .. } => texts(
                "the server wants a certificate of its clients, and there is none",
                format!("give one that it trusts with {cert} and its key with {key}"),
            ),
            TlsError::CertificateRefused(alert) => (
                match alert {
                    Some(alert) => format!("the server does not accept our certificate (alert `{alert}`)"),
                    None => "the server closed the connection when it had our certificate".to_owned(),
                },
                format!(
                    "give one in {cert} that is valid and issued by an authority of the server (`tls-ca-cert-file`); the log of the server says more"
                ),
            ),
            TlsError::OldVersion => texts(
                "the server speaks no version of TLS that is safe: 1.2 or 1.3 is needed",
                "allow `TLSv1.2` or `TLSv1.3` in the server's `tls-protocols`".to_owned(),
            ),
            TlsError::NoCommonAlgorithm(what) => (
                format!("client and server have no TLS algorithms in common ({what})"),
                "see the server's `tls-ciphers` and `tls-ciphersuites`, and the kind of key in its certificate".to_owned(),
            ),
            TlsError::UnknownName => (
                format!("the server knows no certificate for the name it was asked for, `{}`", self.requested_name()),
                format!("give the name in the server's certificate with {server_name}"),
            ),
            TlsError::Plain => texts(
                "this port speaks plaintext Redis, and the definition asks for TLS",
                format!("name the server's TLS port (`tls-port`), or write `redis://` and leave {tls} out"),
            ),
            TlsError::NotTls => texts(
                "what answers on this port does not speak TLS",
                format!("check host and port, and whether {tls} is meant: another program listens there"),
            ),
            TlsError::Closed => texts(
                "the server closed the connection during the TLS handshake",
                "see the log of the server; too many clients (`maxclients`) and a proxy without a backend look like this"
                    .to_owned(),
            ),
            TlsError::Other(text) => (
                format!("the TLS handshake failed: {text}"),
                "see the log of the server, which names the other side of it".to_owned(),
            ),
        }
    }

    fn settings(&self) -> Option<&Tls> {
        let settings = &self.target.settings;
        match self.addr.kind {
            ServerKind::Data => settings.tls(),
            ServerKind::Sentinel => settings.sentinel_tls(),
        }
    }

    fn requested_name(&self) -> &str {
        let given = self.settings().and_then(Tls::server_name);
        given.unwrap_or_else(|| self.host())
    }

    /// The trust store in use.
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
        let source = match path {
            Some(path) => format!("the file {path:?} of {setting}"),
            None => format!("the PEM text of {setting}"),
        };
        match defect {
            PemDefect::Unreadable(text) => (
                format!("{source} cannot be read: {text}"),
                "correct the path, or let the user of this process read it".to_owned(),
            ),
            PemDefect::NotAFile => (
                format!("{source} is not a file"),
                format!("give the path of one PEM file that holds the {content}"),
            ),
            PemDefect::TooLarge => (
                format!("{source} is larger than 1 MiB"),
                format!("give the path of a PEM file that holds the {content}"),
            ),
            PemDefect::NoPem => (
                format!("{source} holds no PEM"),
                format!("give the {content} as PEM, which begins with `-----BEGIN`; `openssl` converts it from other forms"),
            ),
            PemDefect::Lacks(found) => (
                match found {
                    Some(found) => format!("{source} holds no {content}, but `{found}`"),
                    None => format!("{source} holds no {content}"),
                },
                match part {
                    PemPart::Key => "give the key itself, whose section is called `PRIVATE KEY`".to_owned(),
                    _ => "give the certificate itself, whose section is called `CERTIFICATE`".to_owned(),
                },
            ),
            PemDefect::Damaged(why) => (
                format!("{source} is damaged: {why}"),
                "copy all of it again, from the first line to the last, with its line breaks".to_owned(),
            ),
            PemDefect::Encrypted => (
                format!("{source} holds a private key behind a pass phrase"),
                "give it without one: `openssl pkey -in encrypted.key -out plain.key`, readable by this user alone".to_owned(),
            ),
            PemDefect::Unknown(text) => (
                format!("{source} holds a {content} that cannot be used: {text}"),
                match part {
                    PemPart::Key => "give an RSA, ECDSA (P-256, P-384) or Ed25519 key".to_owned(),
                    _ => "give an X.509 certificate of version 3".to_owned(),
                },
            ),
        }
    }

    fn rejected(&self, error: CertError) -> (String, String) {
        match error {
            CertError::Expired { since } => (
                match since {
                    Some(since) => format!("the server's certificate expired on {}", format_time(since)),
                    None => "the server's certificate has expired".to_owned(),
                },
                "renew the certificate of the server and restart it, or have it read the new one with \
                 `CONFIG SET tls-cert-file`; check the clock of this machine"
                    .to_owned(),
            ),
            CertError::NotYetValid { from, .. } => (
                match from {
                    Some(from) => format!("the server's certificate is not valid before {}", format_time(from)),
                    None => "the server's certificate is not valid yet".to_owned(),
                },
                "check the clock of this machine and of the one that issued the certificate".to_owned(),
            ),
            CertError::NameMismatch { expected, presented } => {
                let name = if expected.is_empty() { self.requested_name().to_owned() } else { expected };
                let names = match presented.len() {
                    0 => "it names none (a common name alone does not count)".to_owned(),
                    _ => format!("it is for `{}`", presented.join("`, `")),
                };
                (
                    format!("the server's certificate is not for `{name}`: {names}"),
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
            CertError::IssuerKeyMismatch => (
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
            CertError::CaAsServer => (
                "the server shows the certificate of an authority (`CA:TRUE`) as its own".to_owned(),
                "issue one for the server with that authority: `basicConstraints=CA:FALSE` and the host in \
                 `subjectAltName`"
                    .to_owned(),
            ),
            CertError::OldX509 => (
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

/// `2026-11-23 18:40:43 UTC`. The date is Howard Hinnant's `civil_from_days`.
fn format_time(time: UnixTime) -> String {
    let (days, seconds) = (time.as_secs() / 86_400, time.as_secs() % 86_400);
    let (hour, minute, second) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    // Counted from 1 March of year 0, so that a leap day is the last day of its year.
    let (era, day) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let march = (5 * day + 2) / 153;
    let day = day - (153 * march + 2) / 5 + 1;
    let month = (march + 2) % 12 + 1;
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_are_formatted_like_date_does() {
        // `date -u -d @N`
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_399, "2000-02-28 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (951_868_800, "2000-03-01 00:00:00 UTC"),
            (1_795_459_243, "2026-11-23 18:40:43 UTC"),
            (4_107_542_399, "2100-02-28 23:59:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (253_402_300_799, "9999-12-31 23:59:59 UTC"),
        ] {
            let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
            assert_eq!(format_time(time), text);
        }
    }
}
