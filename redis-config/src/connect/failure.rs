//! What kind of failure a failed attempt was, and how to mend it.

use std::io;
use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerError};
use redis_config_rules::{Setting, Topology};

use super::server::{ExpectedRole, ServerAddr, ServerKind};
use super::server_error::{refusal, unrepeated};
use super::target::Target;
use super::tls;
use crate::credentials::credential_state::Unavailable;
use crate::error::{ConnectError, ConnectErrorKind};

/// The step in which the host's name is looked up.
pub(crate) const NAME_SERVICE: &str = "the name service";

/// Why one attempt failed, before it is told of which instance.
///
/// The texts of the operating system are passed on, and of those of the server what cannot hold a secret: a server, or a
/// proxy before it, that does not know a command repeats what came with it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A server sent us to a host that the definition does not allow.
    Elsewhere,
    /// The name service said no.
    Resolve(String),
    /// The operating system said no.
    Dial(io::ErrorKind, String),
    /// There are too many open files and sockets, here or on the whole machine.
    Exhausted(String),
    /// No answer to the step named, in time.
    Silent(&'static str),
    /// The socket was closed during the step named; what the server said first, if anything.
    Closed(&'static str, Option<String>),
    /// What answered the step named does not speak Redis.
    NotRedis(&'static str),
    /// Nobody could say who is to sign in.
    Credentials(Unavailable),
    /// The server answered the step named with an error.
    Refusal(&'static str, ServerError),
    /// The server runs in this mode and the definition says otherwise.
    Mode(String),
    /// The server answered this to `HELLO 3`, without which there are no messages.
    Deaf(String),
    /// A plain link to a port that speaks TLS.
    WantsTls,
    /// The encryption.
    #[cfg(feature = "tls")]
    Tls(tls::error::TlsError),
    /// The settings ask for what this build cannot do.
    #[cfg(not(feature = "tls"))]
    NoTls,
    /// The server is not what was wanted here.
    Role(ExpectedRole),
}

impl Failure {
    pub(crate) fn resolve(error: &io::Error) -> Self {
        match is_exhausted(error) {
            true => Self::Exhausted(error.to_string()),
            false => Self::Resolve(error.to_string()),
        }
    }

    pub(crate) fn dial(error: &io::Error) -> Self {
        match is_exhausted(error) {
            true => Self::Exhausted(error.to_string()),
            false => Self::Dial(error.kind(), error.to_string()),
        }
    }

    pub(crate) fn silent(step: &'static str) -> Self {
        Self::Silent(step)
    }

    /// An error of the client crate during a step of the handshake.
    pub(crate) fn during(
        step: &'static str,
        error: &RedisError,
        first_words: Option<&str>,
    ) -> Self {
        match error.kind() {
            ErrorKind::Parse => Self::NotRedis(step),
            _ => Self::Closed(step, first_words.map(str::to_owned)),
        }
    }

    /// An error of the client crate, which greets a server that it is to hear messages from.
    pub(crate) fn during_hello(error: &RedisError) -> Self {
        match (error.kind(), error.code()) {
            (ErrorKind::RESP3NotSupported, _) => Self::Deaf("ERR unknown command".to_owned()),
            // A password was set since it was reached last: the next attempt says so.
            (_, Some("NOAUTH")) => Self::Closed("HELLO 3", None),
            (_, Some(code)) => Self::Deaf(code.to_owned()),
            _ => Self::during("HELLO 3", error, None),
        }
    }

    /// The failure as it is told: of which instance, and of which of its servers if there are several.
    pub(crate) fn tell(self, target: &Target, place: &ServerAddr) -> ConnectError {
        let mut error = self.describe(target, place);
        if target.topology != Topology::Standalone {
            error.message = format!("`{}`: {}", place.endpoint, error.message);
        }
        error
    }

    fn describe(self, target: &Target, place: &ServerAddr) -> ConnectError {
        use ConnectErrorKind as Kind;
        match self {
            Self::Elsewhere => target.error(
                Kind::Topology,
                "a server sent us to this host, which is not allowed",
                format!(
                    "see what the servers announce; if the host is theirs, add it to {}",
                    target.naming(Setting::AllowedHosts)
                ),
            ),
            Self::Resolve(text) => target.error(
                Kind::Resolve,
                format!("the host name does not resolve: {text}"),
                "check the host name in the address, and the name service of this machine",
            ),
            Self::Dial(io::ErrorKind::PermissionDenied, text) => target.error(
                Kind::Permission,
                format!("the operating system does not let this process connect: {text}"),
                "give the user of this process access to the socket",
            ),
            Self::Dial(io::ErrorKind::TimedOut, text) => silent(target, &text),
            Self::Exhausted(text) => target.error(
                Kind::Refused,
                format!("this process has no file descriptor left for a socket: {text}"),
                "close files and sockets that are not needed, or raise the limit of the process (`ulimit -n`)",
            ),
            Self::Dial(_, text) => target.error(
                Kind::Refused,
                format!("nothing accepts connections there: {text}"),
                "start the server, or correct the address",
            ),
            Self::Silent(NAME_SERVICE) => target.error(
                Kind::Resolve,
                format!(
                    "the name service has not said within {} where the host is",
                    protocol_of(target.settings.connect_timeout())
                ),
                "check the name service of this machine, or write the address of the host in place of its name",
            ),
            Self::Silent(step) => silent(target, &format!("no answer to {step}")),
            Self::Closed(step, Some(words)) => greeted_first(target, step, &words),
            Self::Closed(step, None) => target.error(
                Kind::Server,
                format!("the server closed the connection during {step}"),
                "see the log of the server; too many clients (`maxclients`) and a proxy without a backend look like this",
            ).transient(),
            Self::NotRedis(step) => target.error(
                Kind::Protocol,
                format!("what answered {step} does not speak the Redis protocol"),
                "check host and port: another program listens there, or the port wants TLS",
            ),
            Self::Credentials(Unavailable { provider, reason }) => target.error(
                Kind::Auth,
                format!("there are no credentials to sign in with: {provider}: {reason}"),
                "see that the provider of the credentials works; it is asked again for each attempt",
            ).transient(),
            Self::Refusal(step, error) => refusal(target, place.party, step, &error),
            Self::Mode(mode) => topology(target, place.party, &mode),
            Self::Deaf(answer) => target.error(
                Kind::Protocol,
                format!("messages need RESP3, and the server answered `HELLO 3` with `{answer}`"),
                format!(
                    "Redis speaks it from version 6 on; let the user greet it so: `ACL SETUSER {} +hello`",
                    target.settings.username().unwrap_or("default")
                ),
            ),
            Self::WantsTls => tls::diagnose::unwanted(target, place),
            #[cfg(feature = "tls")]
            Self::Tls(fault) => fault.tell(target, place),
            #[cfg(not(feature = "tls"))]
            Self::NoTls => target.error(
                Kind::Tls,
                "the definition asks for TLS, and this build has none",
                "enable the cargo feature `tls` of redis-config",
            ),
            Self::Role(wanted) => target
                .error(
                    Kind::Server,
                    match wanted {
                        ExpectedRole::Replica => "the server is no replica",
                        _ => "the server is a replica, and a primary is wanted",
                    },
                    "a failover may be under way: a handle asks again by itself",
                )
                .transient(),
        }
    }
}

/// `EMFILE` or `ENFILE`, which have no stable [`io::ErrorKind`].
#[cfg(unix)]
fn is_exhausted(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

#[cfg(not(unix))]
fn is_exhausted(_: &io::Error) -> bool {
    false
}

fn silent(target: &Target, text: &str) -> ConnectError {
    let limit = target.settings.connect_timeout();
    target.error(
        ConnectErrorKind::Timeout,
        format!("{text} within {}", protocol_of(limit)),
        format!(
            "check that the server runs and that no firewall drops the packets, or raise {}",
            target.naming(Setting::ConnectTimeout)
        ),
    )
}

/// The server spoke before it was asked, as far as can be told, then closed: it does not want this connection at all.
fn greeted_first(target: &Target, step: &'static str, words: &str) -> ConnectError {
    let words = unrepeated(words);
    let help = if words.contains("max number of clients") {
        "close other clients, or raise `maxclients` of the server"
    } else if words.starts_with("DENIED") {
        "the server is in protected mode: give it a password or a `bind` address"
    } else {
        "see the log of the server"
    };
    let error = target.error(
        ConnectErrorKind::Server,
        format!("the server closed the connection during {step}: {words}"),
        help,
    );
    // Protected mode stays until someone changes it.
    if words.starts_with("DENIED") {
        error
    } else {
        error.transient()
    }
}

fn topology(target: &Target, party: ServerKind, mode: &str) -> ConnectError {
    let declared = target.topology.key();
    if party == ServerKind::Sentinel {
        return target.error(
            ConnectErrorKind::Topology,
            format!("this is no sentinel: it runs in {mode} mode"),
            format!(
                "name the sentinels, on port 26379 as a rule, in {}",
                target.naming(Setting::Nodes)
            ),
        );
    }
    let help = match mode {
        "cluster" => {
            "declare `topology = cluster` in the `#[redis(...)]` attribute, or name a server that is in no cluster"
        }
        "sentinel" => {
            "declare `topology = sentinel` in the `#[redis(...)]` attribute, with the `master` to follow, or name the \
             Redis server that this sentinel watches"
        }
        "standalone" => {
            "declare `topology = standalone` in the `#[redis(...)]` attribute, or name a node of a cluster"
        }
        _ => "name another server",
    };
    target.error(
        ConnectErrorKind::Topology,
        format!("the server runs in {mode} mode, the definition says `topology = {declared}`"),
        help,
    )
}

/// A duration as people write it.
pub(crate) fn protocol_of(duration: Duration) -> String {
    redis_config_rules::duration::format(duration)
}
