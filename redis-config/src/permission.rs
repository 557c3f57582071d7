//! What a server does not let a user do.

use std::fmt;

use redis::{ErrorKind, RedisError};

/// What a server does not let this user do, and the ACL rule that would: from [`permission_denied`].
///
/// ```
/// use redis_config::{Denied, permission_denied};
/// use redis_config::redis::{ErrorKind, RedisError, ServerErrorKind};
///
/// let kind = ErrorKind::Server(ServerErrorKind::NoPerm);
/// let text = "this user has no permissions to run the 'incr' command".to_owned();
/// let error = RedisError::from((kind, "NOPERM", text));
/// let denied = permission_denied(&error).unwrap();
/// assert_eq!(denied.what, Denied::Command(Some("incr".to_owned())));
/// assert_eq!(denied.rule(), "+incr");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionDenied {
    /// What is denied.
    pub what: Denied,
    /// Whether it was a script that tried: then what it did before may be done.
    pub in_script: bool,
}

/// What a server can deny a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// A command, in the words of its ACL rule: `get`, `client|list`. Redis up to 7.0 does not name one that a script
    /// called; `ACL LOG` of the server does.
    Command(Option<String>),
    /// A key. No server says which.
    Key,
    /// A channel. No server says which.
    Channel,
}

impl PermissionDenied {
    /// The rule to add with `ACL SETUSER`: `+get`. For a key or a channel the pattern is for you to fill in.
    #[must_use]
    pub fn rule(&self) -> String {
        match &self.what {
            Denied::Command(Some(command)) => format!("+{command}"),
            Denied::Command(None) => "+<command>".to_owned(),
            Denied::Key => "~<pattern>".to_owned(),
            Denied::Channel => "&<pattern>".to_owned(),
        }
    }
}

impl fmt::Display for PermissionDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = if self.in_script {
            ", from a script"
        } else {
            ""
        };
        let rule = self.rule();
        match &self.what {
            Denied::Command(Some(command)) => {
                write!(
                    f,
                    "the user may not run `{command}`{by}: add `{rule}` to its ACL"
                )
            }
            Denied::Command(None) => write!(
                f,
                "the user may not run a command{by}: `ACL LOG` of the server names it, add `{rule}` to its ACL"
            ),
            Denied::Key => write!(f, "the user may not use a key{by}: add `{rule}` to its ACL"),
            Denied::Channel => {
                write!(
                    f,
                    "the user may not use a channel{by}: add `{rule}` to its ACL"
                )
            }
        }
    }
}

/// What the server does not let this user do, if that is what the error says.
///
/// Inside a script older servers say it as a plain `ERR`; that is recognised too.
#[must_use]
pub fn permission_denied(error: &RedisError) -> Option<PermissionDenied> {
    // Of a pipeline or a transaction, the first command that was denied.
    let errors = error.clone().into_server_errors();
    let listed = errors.iter().flat_map(|errors| errors.iter());
    let mut denied =
        listed.filter_map(|(_, error)| read(error.code(), error.details().unwrap_or_default()));
    if let Some(denied) = denied.next() {
        return Some(denied);
    }
    if !matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) {
        return None;
    }
    read(error.code()?, error.detail().unwrap_or_default())
}

/// Whether the error says that the user may not do what it tried.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(mut conn: redis_config::Connection<C>) {
/// use redis_config::redis::AsyncCommands;
/// let result: redis_config::redis::RedisResult<()> = conn.set("greeting", "hello").await;
/// if result.is_err_and(|error| redis_config::is_permission_denied(&error)) {
///     // the user of this service only reads
/// }
/// # }
/// ```
#[must_use]
pub fn is_permission_denied(error: &RedisError) -> bool {
    permission_denied(error).is_some()
}

fn read(code: &str, text: &str) -> Option<PermissionDenied> {
    // Words of Redis 7.0 and before, for what a script called.
    if let Some(rest) = text
        .find("The user executing the script can't ")
        .map(|at| &text[at..])
    {
        let what = if rest.contains("can't run") {
            Denied::Command(None)
        } else if rest.contains("can't access") {
            Denied::Key
        } else {
            Denied::Channel
        };
        return Some(PermissionDenied {
            what,
            in_script: true,
        });
    }
    // A transaction repeats the refusal of the command that spoiled it; of what a script called it is a plain `ERR`.
    let denies = |words: &&str| text.contains(words);
    if code != "NOPERM" && !["NOPERM ", "ACL failure in script"].iter().any(denies) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let named = lower
        .split_once("run the '")
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(command, _)| command.to_owned());
    let what = match named {
        Some(command) => Denied::Command(Some(command)),
        None if lower.contains("channel") => Denied::Channel,
        None if lower.contains("key") => Denied::Key,
        None => Denied::Command(None),
    };
    Some(PermissionDenied {
        what,
        in_script: lower.contains("script"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_every_server_are_read() {
        let command = |name: &str| Denied::Command(Some(name.to_owned()));
        for (code, text, what, in_script) in [
            // Redis 6 and 7.0
            (
                "NOPERM",
                "this user has no permissions to run the 'incr' command",
                command("incr"),
                false,
            ),
            (
                "NOPERM",
                "this user has no permissions to run the 'client|list' command",
                command("client|list"),
                false,
            ),
            (
                "NOPERM",
                "this user has no permissions to run the 'get' command or its subcommand",
                command("get"),
                false,
            ),
            (
                "NOPERM",
                "this user has no permissions to access one of the keys used as arguments",
                Denied::Key,
                false,
            ),
            (
                "NOPERM",
                "this user has no permissions to access one of the channels used as arguments",
                Denied::Channel,
                false,
            ),
            (
                "ERR",
                "The user executing the script can't run this command or subcommand script: 61636018, on @user_script:1.",
                Denied::Command(None),
                true,
            ),
            (
                "ERR",
                "The user executing the script can't access at least one of the keys mentioned in the command arguments script: 95cc, on @user_script:1.",
                Denied::Key,
                true,
            ),
            (
                "ERR",
                "The user executing the script can't publish to the channel mentioned in the command script: 2c6a, on @user_script:1.",
                Denied::Channel,
                true,
            ),
            (
                "EXECABORT",
                "Transaction discarded because of: NOPERM this user has no permissions to run the 'exec' command",
                command("exec"),
                false,
            ),
            // Redis 7.2 and later, and Valkey
            (
                "NOPERM",
                "User app has no permissions to run the 'incr' command",
                command("incr"),
                false,
            ),
            (
                "NOPERM",
                "No permissions to access a key",
                Denied::Key,
                false,
            ),
            (
                "NOPERM",
                "No permissions to access a channel",
                Denied::Channel,
                false,
            ),
            (
                "NOPERM",
                "ACL failure in script: User app has no permissions to run the 'incr' command script: 6163, on @user_script:1.",
                command("incr"),
                true,
            ),
            (
                "ERR",
                "ACL failure in script: User app has no permissions to run the 'set' command script: 682d, on @user_script:1.",
                command("set"),
                true,
            ),
            (
                "NOPERM",
                "ACL failure in script: No permissions to access a key script: 6163, on @user_script:1.",
                Denied::Key,
                true,
            ),
        ] {
            let denied = read(code, text).unwrap_or_else(|| panic!("{code} {text}"));
            assert_eq!(
                denied,
                PermissionDenied { what, in_script },
                "{code} {text}"
            );
        }
        assert_eq!(read("ERR", "unknown command 'get'"), None);
        assert_eq!(read("WRONGTYPE", "Operation against a key"), None);
    }
}
