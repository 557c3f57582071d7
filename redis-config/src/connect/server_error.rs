//! Words the error replies of the handshake.

use redis::{ServerError, ServerErrorKind};
use redis_config_rules::Setting;

use super::server::ServerKind;
use super::target::Target;
use crate::error::{ConnectError, ConnectErrorKind};

/// The error of a step that the server refused.
pub(crate) fn refusal(
    target: &Target,
    kind: ServerKind,
    step: &'static str,
    error: &ServerError,
) -> ConnectError {
    use ConnectErrorKind as Kind;
    let (username, password, user) = match kind {
        ServerKind::Data => (
            Setting::Username,
            Setting::Password,
            target.settings.username(),
        ),
        ServerKind::Sentinel => (
            Setting::SentinelUsername,
            Setting::SentinelPassword,
            target.settings.sentinel_username(),
        ),
    };
    let details = error.details().unwrap_or_default();
    let message = || format!("the server answered {step} with `{}`", quote(step, error));
    match (error.kind(), error.code()) {
        (_, "WRONGPASS") => target.error(
            Kind::Auth,
            "the server knows no such user and password",
            match target.credential_state(kind).provider() {
                Some(provider) => format!("correct what {} gives", provider.name()),
                None => format!("correct {}", target.naming_login(username, password)),
            },
        ),
        (_, "NOAUTH") => target.error(
            Kind::Auth,
            "the server wants a password and the definition has none",
            target.naming_missing_password(password),
        ),
        (Some(ServerErrorKind::NoPerm), _) | (_, "NOPERM") if kind == ServerKind::Sentinel => target
            .error(
                Kind::Permission,
                message(),
                format!(
                    "asking a sentinel needs `+hello +ping +sentinel|get-master-addr-by-name`; `+sentinel|master \
                     +sentinel|sentinels +sentinel|replicas +sentinel|myid +subscribe` and `&*` are of use: \
                     `ACL SETUSER {}`",
                    user.unwrap_or("default")
                ),
            ),
        (Some(ServerErrorKind::NoPerm), _) | (_, "NOPERM") => target.error(
            Kind::Permission,
            message(),
            format!("a connection needs `+hello +ping` (and `+select` for a database other than 0): `ACL SETUSER {} +hello +ping +select`",
                user.unwrap_or("default")),
        ),
        (Some(ServerErrorKind::BusyLoading), _) => target.error(
            Kind::Loading,
            "the server is loading its data",
            "wait until it has loaded; a handle does that automatically",
        ),
        (_, "BUSY") => target
            .error(
                Kind::Server,
                "the server is busy with a script",
                "wait until the script ends, or end it with `SCRIPT KILL`; a handle waits automatically",
            )
            .transient(),
        _ if step == "AUTH"
            && (details.contains("without any password")
                || details.contains("no password is set")) =>
        {
            target.error(
                Kind::Auth,
                "the definition has a password and the server has none",
                format!(
                    "remove {}, or set a password on the server",
                    target.naming(password)
                ),
            )
        }
        _ if step == "AUTH" && details.contains("invalid password") => target.error(
            Kind::Auth,
            "the server does not accept this password",
            format!("correct {}", target.naming(password)),
        ),
        _ if step == "SELECT" => target.error(
            Kind::Database,
            format!(
                "there is no database {}: {}",
                target.settings.database(),
                quote(step, error)
            ),
            format!(
                "correct {}, or raise `databases` of the server (16 by default)",
                target.naming(Setting::Database)
            ),
        ),
        _ => target.error(Kind::Server, message(), "see the log of the server"),
    }
}

/// An error reply, without the arguments that it may repeat.
fn quote(step: &str, error: &ServerError) -> String {
    let code = error.code();
    match error.details() {
        // The arguments of `AUTH` are the credentials.
        Some(details) if step == "AUTH" => match details.contains("unknown command") {
            true => format!("{code} unknown command"),
            false => code.to_owned(),
        },
        Some(details) => format!("{code} {details}"),
        None => code.to_owned(),
    }
}

/// The text of a server, cut off where it repeats what it was sent.
pub(crate) fn without_arguments(words: &str) -> &str {
    let repeats = ["with args", "'", "`", "\""];
    let end = repeats.iter().filter_map(|start| words.find(start)).min();
    let safe = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    safe.trim_end_matches([' ', ',', ':'])
}
