//! The errors of a group.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::check::invalid::Invalid;
use crate::error::ConnectError;
use crate::handle::instance::switch_error::SwitchError;

/// The members of a group that failed: all of them, not only the first.
///
/// The methods of a struct with [`#[derive(RedisConnections)]`](derive@crate::RedisConnections), and those of its
/// configurations, return it. `Display` and `Debug` write one paragraph for each member, without secrets.
///
/// ```
/// use redis_config::{FailureCause, Handle, RedisConfig, RedisConnections, Sources, Url};
///
/// #[derive(Clone, RedisConfig)]
/// struct JobsRedis {
///     url: Url,
/// }
///
/// #[derive(RedisConnections)]
/// struct Redis {
///     jobs: Handle<JobsRedis>,
/// }
///
/// # async fn run() {
/// // Nothing gives the URL.
/// let error = Redis::connect_from(&Sources::defaults()).await.err().unwrap();
/// assert_eq!(error.failures()[0].member(), "jobs");
/// assert!(matches!(error.failures()[0].cause(), FailureCause::Invalid(_)));
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run());
/// ```
#[derive(Clone)]
pub struct ConnectionsError {
    group: &'static str,
    failures: Vec<ConnectionFailure>,
}

/// One member of a group that failed.
#[derive(Clone, Debug)]
pub struct ConnectionFailure {
    member: Cow<'static, str>,
    instance: &'static str,
    cause: FailureCause,
}

/// Why a member failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FailureCause {
    /// Its definition is invalid: nothing was tried.
    Invalid(Invalid),
    /// Its server could not be reached.
    Connect(ConnectError),
    /// It could not be switched.
    Switch(SwitchError),
}

impl ConnectionsError {
    pub(crate) fn new(group: &'static str, failures: Vec<ConnectionFailure>) -> Self {
        Self { group, failures }
    }

    /// The members that failed, in the order of the struct; never empty.
    #[must_use]
    pub fn failures(&self) -> &[ConnectionFailure] {
        &self.failures
    }
}

impl ConnectionFailure {
    pub(crate) fn new(
        member: Cow<'static, str>,
        instance: &'static str,
        cause: FailureCause,
    ) -> Self {
        Self {
            member,
            instance,
            cause,
        }
    }

    /// The name of the member: `jobs` in `jobs: Handle<JobsRedis>`, and `queues.jobs` in the group `queues`.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// The name of its instance, from its definition.
    #[must_use]
    pub fn instance(&self) -> &str {
        self.instance
    }

    /// Why it failed.
    #[must_use]
    pub fn cause(&self) -> &FailureCause {
        &self.cause
    }
}

impl From<Invalid> for FailureCause {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<SwitchError> for FailureCause {
    fn from(error: SwitchError) -> Self {
        Self::Switch(error)
    }
}

impl From<ConnectError> for FailureCause {
    fn from(error: ConnectError) -> Self {
        Self::Connect(error)
    }
}

impl fmt::Display for ConnectionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, failures } = self;
        let is_invalid = |one: &ConnectionFailure| matches!(one.cause, FailureCause::Invalid(_));
        let tried = !failures.iter().all(is_invalid);
        match (tried, failures.len()) {
            (true, 1) => write!(f, "1 connection of `{group}` failed")?,
            (true, count) => write!(f, "{count} connections of `{group}` failed")?,
            (false, 1) => write!(f, "1 definition of `{group}` is invalid")?,
            (false, count) => write!(f, "{count} definitions of `{group}` are invalid")?,
        }
        for failure in failures {
            write!(f, "\n{failure}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ConnectionFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self.cause.to_string();
        let mut lines = cause.lines();
        write!(f, "  {}: {}", self.member, lines.next().unwrap_or_default())?;
        for line in lines {
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FailureCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Connect(error) => error.fmt(f),
            Self::Switch(error) => error.fmt(f),
        }
    }
}

// The same text, so that an error returned from `main` is readable.
impl fmt::Debug for ConnectionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ConnectionsError {}

impl Error for ConnectionFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(match &self.cause {
            FailureCause::Invalid(invalid) => invalid,
            FailureCause::Connect(error) => error,
            FailureCause::Switch(error) => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ConnectErrorKind;
    use crate::settings::settings::Settings;
    use redis_config_rules::{Known, Setting, SettingsDraft};

    #[test]
    fn debug_prints_like_display() {
        let draft = SettingsDraft {
            entries: vec![(Setting::Url, Known::Text("redis://:hunter2@h/1"))],
            ..SettingsDraft::default()
        };
        let settings = Settings::new("jobs", draft.check().unwrap()).unwrap();
        let cause = ConnectError::new(ConnectErrorKind::Refused, &settings, "refused", "start it");
        let failure = ConnectionFailure::new("jobs".into(), "jobs", cause.into());
        let error = ConnectionsError::new("Redis", vec![failure]);
        let text = "1 connection of `Redis` failed\n  \
                    jobs: jobs at redis://***@h:6379/1: refused; help: start it";
        assert_eq!(error.to_string(), text);
        assert_eq!(format!("{error:?}"), text);
        assert_eq!(format!("{error:#?}"), text);
    }
}
