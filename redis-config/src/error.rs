//! Why a connection could not be made.

use std::fmt;

use crate::check::Invalid;
use crate::settings::Settings;

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
    /// Encryption: a certificate or a key, the version of the protocol, or an encrypted port taken for a plain one and the
    /// reverse. [`guide::tls`](crate::guide::tls) lists what is said.
    Tls,
    /// User name or password are wrong or missing.
    Auth,
    /// The user may not do what a connection needs.
    Permission,
    /// No such database.
    Database,
    /// The server's topology is not the declared one.
    Topology,
    /// What answers is not Redis, or not in this protocol version.
    Protocol,
    /// The server refused for a reason of its own.
    Server,
    /// The server is loading its data.
    Loading,
    /// The definition switches the instance off.
    Disabled,
}

/// A connection that could not be made: which instance, where, why, and how to mend it.
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
    pub(crate) instance: String,
    pub(crate) address: String,
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) transient: bool,
    pub(crate) invalid: Option<Invalid>,
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
            instance: settings.name().to_owned(),
            address: settings.address().to_owned(),
            message: message.into(),
            help: help.into(),
            transient: matches!(
                kind,
                ConnectErrorKind::Resolve
                    | ConnectErrorKind::Refused
                    | ConnectErrorKind::Timeout
                    | ConnectErrorKind::Loading
            ),
            invalid: None,
        }
    }

    /// The same failure, known to pass by itself: a server with too many clients.
    pub(crate) fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ConnectErrorKind {
        self.kind
    }

    /// Name of the instance.
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// Address of the instance, without any secret; empty if the definition is invalid.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether the failure may pass by itself: name resolution, nothing listens, no answer in time, the
    /// server loads its data or has too many clients. Every other one needs a change by someone.
    pub fn is_transient(&self) -> bool {
        self.transient
    }

    /// How to mend it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(invalid) = &self.invalid {
            return fmt::Display::fmt(invalid, f);
        }
        write!(f, "{} at {}: {}", self.instance, self.address, self.message)?;
        if !self.help.is_empty() {
            write!(f, "; help: {}", self.help)?;
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
        self.invalid
            .as_ref()
            .map(|invalid| invalid as &(dyn std::error::Error + 'static))
    }
}

impl From<Invalid> for ConnectError {
    fn from(invalid: Invalid) -> Self {
        Self {
            kind: ConnectErrorKind::Invalid,
            instance: invalid.instance().to_owned(),
            address: String::new(),
            message: "the definition is invalid".to_owned(),
            help: "mend the violations of the source".to_owned(),
            transient: false,
            invalid: Some(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis_config_rules::{Draft, Known, Setting};

    fn error(kind: ConnectErrorKind) -> ConnectError {
        let draft = Draft {
            entries: vec![(Setting::Url, Known::Text("redis://:hunter2@h/1"))],
            ..Draft::default()
        };
        let settings = Settings::new("jobs", draft.check().unwrap()).unwrap();
        ConnectError::new(kind, &settings, "nothing listens there", "start it")
    }

    #[test]
    fn says_which_instance_where_why_and_how_to_mend_it() {
        let error = error(ConnectErrorKind::Refused);
        let text = "jobs at redis://***@h:6379/1: nothing listens there; help: start it";
        assert_eq!(error.to_string(), text);
        assert_eq!(format!("{error:?}"), format!("Refused: {text}"));
    }

    #[test]
    fn only_what_may_pass_by_itself_is_transient() {
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
