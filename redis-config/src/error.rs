//! Why a connection could not be made.

use std::fmt;

use crate::check::invalid::Invalid;
use crate::settings::settings::Settings;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectErrorKind {
    /// The definition is invalid: nothing was tried. The source is [`Invalid`].
    Invalid,
    /// The host name does not resolve.
    Resolve,
    /// Nothing listens there.
    Refused,
    /// No answer within `connect_timeout`.
    Timeout,
    /// TLS: a certificate or a key, the protocol version, or a TLS port used in plaintext and the reverse.
    /// [`guide::tls`](crate::guide::tls) lists the messages.
    Tls,
    /// User name or password are wrong or missing.
    Auth,
    /// The user may not do what a connection needs.
    Permission,
    /// No such database.
    Database,
    /// The server's topology is not the declared one.
    Topology,
    /// The server does not speak the Redis protocol, or not this version of it.
    Protocol,
    /// The server refused for a reason of its own.
    Server,
    /// The server is loading its data.
    Loading,
    /// The definition disables the instance.
    Disabled,
}

/// A connection that could not be made: which instance, where, why, and how to fix it.
///
/// Neither `Display` nor `Debug` shows a secret.
///
/// ```
/// # use redis_config::{ConnectError, ConnectErrorKind};
/// fn worth_another_try(error: &ConnectError) -> bool {
///     error.is_transient() || error.kind() == ConnectErrorKind::Permission
/// }
/// ```
#[derive(Clone)]
pub struct ConnectError {
    pub(crate) kind: ConnectErrorKind,
    pub(crate) transient: bool,
    pub(crate) message: String,
    /// Boxed: an error that is large makes every `Result` large.
    rest: Box<Rest>,
}

#[derive(Clone)]
struct Rest {
    instance: String,
    address: String,
    help: String,
    invalid: Option<Invalid>,
}

impl ConnectError {
    /// `message`: lower case, no full stop. Neither it nor `help` may hold a secret.
    pub(crate) fn new(
        kind: ConnectErrorKind,
        settings: &Settings,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            message: message.into(),
            rest: Box::new(Rest {
                instance: settings.name().to_owned(),
                address: settings.address().to_owned(),
                help: help.into(),
                invalid: None,
            }),
            transient: matches!(
                kind,
                ConnectErrorKind::Resolve
                    | ConnectErrorKind::Refused
                    | ConnectErrorKind::Timeout
                    | ConnectErrorKind::Loading
            ),
        }
    }

    /// The same failure, marked as transient: for example a server with too many clients.
    pub(crate) fn transient(self) -> Self {
        self.transient_if(true)
    }

    /// Marks it as transient on a condition. Never unmarks it.
    pub(crate) fn transient_if(mut self, condition: bool) -> Self {
        self.transient |= condition;
        self
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ConnectErrorKind {
        self.kind
    }

    /// Name of the instance.
    pub fn instance(&self) -> &str {
        &self.rest.instance
    }

    /// Address of the instance, without any secret; empty if the definition is invalid.
    pub fn address(&self) -> &str {
        &self.rest.address
    }

    /// Whether a retry may succeed without any change: name resolution failed, nothing listens, no reply in time, or the
    /// server is loading its data or has too many clients. Every other failure needs a change.
    pub fn is_transient(&self) -> bool {
        self.transient
    }

    /// How to fix it.
    pub fn help(&self) -> &str {
        &self.rest.help
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(invalid) = &self.rest.invalid {
            return fmt::Display::fmt(invalid, f);
        }
        let Rest {
            instance,
            address,
            help,
            ..
        } = &*self.rest;
        write!(f, "{instance} at {address}: {}", self.message)?;
        if !help.is_empty() {
            write!(f, "; help: {help}")?;
        }
        Ok(())
    }
}

/// The kind, then the text of `Display`: it is what `fn main() -> Result<(), ConnectError>` prints.
impl fmt::Debug for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.rest
            .invalid
            .as_ref()
            .map(|invalid| invalid as &(dyn std::error::Error + 'static))
    }
}

impl From<Invalid> for ConnectError {
    fn from(invalid: Invalid) -> Self {
        Self {
            kind: ConnectErrorKind::Invalid,
            transient: false,
            message: "the definition is invalid".to_owned(),
            rest: Box::new(Rest {
                instance: invalid.instance().to_owned(),
                address: String::new(),
                help: "correct the violations of the source".to_owned(),
                invalid: Some(invalid),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis_config_rules::{Known, Setting, SettingsDraft};

    fn error(kind: ConnectErrorKind) -> ConnectError {
        let draft = SettingsDraft {
            entries: vec![(Setting::Url, Known::Text("redis://:hunter2@h/1"))],
            ..SettingsDraft::default()
        };
        let settings = Settings::new("jobs", draft.check().unwrap()).unwrap();
        ConnectError::new(kind, &settings, "nothing listens there", "start it")
    }

    #[test]
    fn names_instance_address_reason_and_help() {
        let error = error(ConnectErrorKind::Refused);
        let text = "jobs at redis://***@h:6379/1: nothing listens there; help: start it";
        assert_eq!(error.to_string(), text);
        assert_eq!(format!("{error:?}"), format!("Refused: {text}"));
    }

    #[test]
    fn only_some_kinds_are_transient() {
        use ConnectErrorKind as Kind;
        for kind in [Kind::Resolve, Kind::Refused, Kind::Timeout, Kind::Loading] {
            assert!(error(kind).is_transient(), "{kind:?}");
        }
        for kind in [
            Kind::Tls,
            Kind::Auth,
            Kind::Permission,
            Kind::Database,
            Kind::Topology,
            Kind::Protocol,
        ] {
            assert!(!error(kind).is_transient(), "{kind:?}");
        }
        assert!(!error(Kind::Server).is_transient());
        assert!(error(Kind::Server).transient().is_transient());
    }
}
