//! Why an attempt to connect failed, and its message for the user.

use std::io;

use redis::{ErrorKind, RedisError, ServerError};
use redis_config_rules::duration::format as format_duration;
use redis_config_rules::{Setting, Topology};

use super::server::{ExpectedRole, ServerAddr, ServerKind};
use super::server_error::{refusal, without_arguments};
use super::target::Target;
#[cfg(feature = "tls")]
use super::tls::classify::TlsError;
use crate::credentials::credential_state::Unavailable;
use crate::error::{ConnectError, ConnectErrorKind};

/// The step that resolves the host name.
pub(crate) const NAME_SERVICE: &str = "the name service";
/// The step that opens the socket.
pub(crate) const CONNECT: &str = "the TCP connection";
/// The step that encrypts it.
pub(crate) const TLS_HANDSHAKE: &str = "the TLS handshake";

/// Why one attempt failed. [`Failure::into_error`] adds the instance and the help.
///
/// Texts of the operating system are passed on. Texts of the server only where they cannot contain a secret: a server, or a
/// proxy in front of it, repeats the arguments of a command that it does not know.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A server announced a host that the setting `allowed_hosts` does not contain.
    HostNotAllowed,
    /// The host name does not resolve.
    Resolve(String),
    /// The operating system refused the connection.
    Dial(io::ErrorKind, String),
    /// Too many open files and sockets, in this process or on the machine.
    Exhausted(String),
    /// No reply to this step in time.
    Silent(&'static str),
    /// The socket was closed during this step. The text is an error that the server sent before the first command.
    Closed(&'static str, Option<String>),
    /// The reply to this step is not in the Redis protocol.
    NotRedis(&'static str),
    /// The provider returned no credentials.
    Credentials(Unavailable),
    /// The server answered this step with an error.
    Refusal(&'static str, ServerError),
    /// The server runs in this mode, which the declared topology does not have.
    Mode(String),
    /// The server answered this to `HELLO 3`, which Pub/Sub needs.
    NoResp3(String),
    /// A plaintext connection to a TLS port.
    WantsTls,
    /// TLS failed.
    #[cfg(feature = "tls")]
    Tls(TlsError),
    /// The settings ask for TLS, and this build has none.
    #[cfg(not(feature = "tls"))]
    NoTls,
    /// The server does not have this role.
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

    /// The socket ended during a step of the handshake.
    pub(crate) fn during(
        step: &'static str,
        error: &RedisError,
        first_error: Option<&str>,
    ) -> Self {
        match error.kind() {
            ErrorKind::Parse => Self::NotRedis(step),
            _ => Self::Closed(step, first_error.map(str::to_owned)),
        }
    }

    /// The error of the instance. It names the server too, if the topology has several.
    pub(crate) fn into_error(self, target: &Target, addr: &ServerAddr) -> ConnectError {
        let mut error = self.describe(target, addr);
        if target.topology != Topology::Standalone {
            error.message = format!("`{}`: {}", addr.endpoint, error.message);
        }
        error
    }

    /// The error of the instance, without the name of the server.
    pub(crate) fn describe(self, target: &Target, addr: &ServerAddr) -> ConnectError {
        use ConnectErrorKind as Kind;
        match self {
            Self::HostNotAllowed => target.error(
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
                where_announced(target, addr, "check the host name in the address, and the name service of this machine"),
            ),
            Self::Dial(io::ErrorKind::PermissionDenied, text) => target.error(
                Kind::Permission,
                format!("the operating system does not let this process connect: {text}"),
                "give the user of this process access to the socket",
            ),
            Self::Dial(io::ErrorKind::TimedOut, text) => silent(target, addr, &text),
            Self::Exhausted(text) => target.error(
                Kind::Refused,
                format!("this process has no file descriptor left for a socket: {text}"),
                "close files and sockets that are not needed, or raise the limit of the process (`ulimit -n`)",
            ),
            Self::Dial(_, text) => target.error(
                Kind::Refused,
                format!("nothing accepts connections there: {text}"),
                where_announced(target, addr, "start the server, or correct the address"),
            ),
            Self::Silent(NAME_SERVICE) => target.error(
                Kind::Resolve,
                format!(
                    "the name service did not resolve the host within {}",
                    format_duration(target.settings.connect_timeout())
                ),
                where_announced(
                    target,
                    addr,
                    "check the name service of this machine, or write the address of the host in place of its name",
                ),
            ),
            Self::Silent(step) => silent(target, addr, &format!("no answer to {step}")),
            Self::Closed(step, Some(words)) => closed_with_error(target, step, &words),
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
            Self::Refusal(step, error) => refusal(target, addr.kind, step, &error),
            Self::Mode(mode) => topology(target, addr.kind, &mode),
            Self::NoResp3(answer) => target.error(
                Kind::Protocol,
                format!("messages need RESP3, and the server answered `HELLO 3` with `{answer}`"),
                format!(
                    "Redis speaks it from version 6 on; let the user greet it so: `ACL SETUSER {} +hello`",
                    target.settings.username().unwrap_or("default")
                ),
            ),
            Self::WantsTls => target.error(
                Kind::Tls,
                "this port speaks TLS, and the definition asks for a plaintext connection",
                format!(
                    "write `rediss://` or set {}{}, or name the server's plaintext port",
                    target.naming(match addr.kind {
                        ServerKind::Data => Setting::Tls,
                        ServerKind::Sentinel => Setting::SentinelTls,
                    }),
                    match cfg!(feature = "tls") {
                        true => "",
                        false => " (with the cargo feature `tls` of redis-config)",
                    },
                ),
            ),
            #[cfg(feature = "tls")]
            Self::Tls(error) => error.into_error(target, addr),
            #[cfg(not(feature = "tls"))]
            Self::NoTls => target.error(
                Kind::Tls,
                "the definition asks for TLS, and this build has none",
                "enable the cargo feature `tls` of redis-config",
            ),
            Self::Role(expected) => target
                .error(
                    Kind::Server,
                    match expected {
                        ExpectedRole::Replica => "the server is no replica",
                        _ => "the server is a replica, and a primary is wanted",
                    },
                    "a failover may be under way: a handle retries automatically",
                )
                .transient(),
        }
    }
}

#[cfg(feature = "tls")]
impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Self {
        Self::Tls(error)
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

/// The help for a server that cannot be reached: its address may be one that other servers announce, for their own network.
fn where_announced(target: &Target, addr: &ServerAddr, help: &str) -> String {
    let settings = &target.settings;
    if settings.endpoints().contains(&addr.endpoint) {
        return help.to_owned();
    }
    let map = target.naming(Setting::AddressMap);
    let mut mapped = settings.address_map().iter();
    match mapped.find(|(_, to)| *to == addr.endpoint) {
        Some((from, _)) => {
            format!("{help}; {map} gives this address for the announced `{from}`: correct it there")
        }
        None => format!(
            "{help}; the servers announce this address: if it is none of this network, give the one to use here in {map}, \
             such as `{}=HOST:PORT`",
            addr.endpoint
        ),
    }
}

fn silent(target: &Target, addr: &ServerAddr, text: &str) -> ConnectError {
    let limit = target.settings.connect_timeout();
    target.error(
        ConnectErrorKind::Timeout,
        format!("{text} within {}", format_duration(limit)),
        where_announced(
            target,
            addr,
            &format!(
                "check that the server runs and that no firewall drops the packets, or raise {}",
                target.naming(Setting::ConnectTimeout)
            ),
        ),
    )
}

/// The server sent an error before the first command, then closed: it accepts no connection from here.
fn closed_with_error(target: &Target, step: &'static str, words: &str) -> ConnectError {
    let words = without_arguments(words);
    let help = if words.contains("max number of clients") {
        "close other clients, or raise `maxclients` of the server"
    } else if words.starts_with("DENIED") {
        "the server is in protected mode: give it a password or a `bind` address"
    } else {
        "see the log of the server"
    };
    let message = format!("the server closed the connection during {step}: {words}");
    let error = target.error(ConnectErrorKind::Server, message, help);
    // Protected mode needs a change of the configuration; waiting does not help.
    error.transient_if(!words.starts_with("DENIED"))
}

fn topology(target: &Target, kind: ServerKind, mode: &str) -> ConnectError {
    let declared = target.topology.key();
    if kind == ServerKind::Sentinel {
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
        format!("the server runs in {mode} mode, the definition has `topology = {declared}`"),
        help,
    )
}
