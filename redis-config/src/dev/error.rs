//! The errors of private servers.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::program::{Installer, NAMES, OVERRIDE};

/// A private server did not start, or an operation on it failed.
///
/// No variant contains a password: in logs, secrets are replaced.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DevError {
    /// There is no server program on this machine.
    #[error("no Redis server program: {looked_for}\n  install one:  {install}")]
    ProgramMissing {
        /// The programs that were looked for, and where.
        looked_for: String,
        /// The line that installs it on this system.
        install: String,
    },
    /// The program ended before it answered.
    #[error("the private Redis server ended at start ({status}); the end of its log:\n{log}")]
    Exited {
        /// How it ended.
        status: String,
        /// The end of its log.
        log: String,
    },
    /// The program did not answer in time.
    #[error(
        "the private Redis server did not answer within {after:?} ({last}); the end of its log:\n{log}"
    )]
    Timeout {
        /// How long it had.
        after: Duration,
        /// The error of the last attempt to connect.
        last: String,
        /// The end of its log.
        log: String,
    },
    /// No free port was found on 127.0.0.1.
    #[error("no free port on 127.0.0.1 between {first} and {last}")]
    NoPort {
        /// The lowest port that is tried.
        first: u16,
        /// The highest port that is tried.
        last: u16,
    },
    /// A builder option that cannot be put into a configuration file.
    #[error("the option `{key}` of a private server cannot hold a line break or NUL")]
    Option {
        /// The name of the option.
        key: String,
    },
    /// A value that the server's configuration cannot keep.
    #[error("{option} of a private server {why}")]
    Unfit {
        /// The option.
        option: &'static str,
        /// The rule that its value breaks.
        why: &'static str,
    },
    /// A certificate could not be made.
    #[error("cannot make a certificate: {why}")]
    Certificate {
        /// Why.
        why: String,
    },
    /// There is no such member.
    #[error("there is no {what} here")]
    NoMember {
        /// The member that was requested.
        what: String,
    },
    /// Several servers did not reach an expected state in time.
    #[error("waited {after:?} until {what}; last seen: {last}")]
    NotReached {
        /// The expected state.
        what: String,
        /// For how long.
        after: Duration,
        /// The last reason why it was not reached.
        last: String,
    },
    /// The server was killed and not started again.
    #[error(
        "the private Redis server is not running: it was killed, and `restart` has not been called since"
    )]
    NotRunning,
    /// The server answered a command with an error.
    #[error("{command}: {error}")]
    Refused {
        /// The name of the command, without its arguments: they may hold secrets.
        command: String,
        /// The server's message.
        error: String,
    },
    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// The operation.
        what: String,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl DevError {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        |source| Self::Io { what, source }
    }

    /// The error for a program that is not there: the one asked for, or any.
    pub(crate) fn missing(asked: Option<&Path>) -> Self {
        let looked_for = match (asked, std::env::var_os(OVERRIDE)) {
            (Some(program), _) => {
                format!("`{}` is not there, or not executable", program.display())
            }
            (None, Some(named)) if !named.is_empty() => {
                format!(
                    "`{}`, which {OVERRIDE} names, is not there, or not executable",
                    Path::new(&named).display()
                )
            }
            _ => format!(
                "neither `{}` is in PATH ({OVERRIDE} can name another)",
                NAMES.join("` nor `")
            ),
        };
        let install = Installer::here().map_or_else(
            || "see the page \"Install Redis\" of the Redis documentation".to_owned(),
            |installer| installer.line(),
        );
        Self::ProgramMissing {
            looked_for,
            install,
        }
    }
}
