//! Recognises `NOPERM` errors of all server versions.

use std::fmt;

use redis::{ErrorKind, RedisError};

/// What the ACL of a user denies, and the rule that would allow it: from [`permission_denied`].
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
    /// Whether a script was denied: its earlier commands may have been run.
    pub in_script: bool,
}

/// What a server can deny a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// A command, as its ACL rule names it: `get`, `client|list`. Redis up to 7.0 does not name it if a script called it;
    /// `ACL LOG` of the server does.
    Command(Option<String>),
    /// A key. No server reports which one.
    Key,
    /// A channel. No server reports which one.
    Channel,
}

impl PermissionDenied {
    /// The rule to add with `ACL SETUSER`: `+get`. For a key or a channel, fill in the pattern.
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
        let by = match self.in_script {
            true => ", from a script",
            false => "",
        };
        match &self.what {
            Denied::Command(Some(command)) => write!(f, "the user may not run `{command}`{by}:")?,
            Denied::Command(None) => {
                let names = "`ACL LOG` of the server names it,";
                write!(f, "the user may not run a command{by}: {names}")?;
            }
            Denied::Key => write!(f, "the user may not use a key{by}:")?,
            Denied::Channel => write!(f, "the user may not use a channel{by}:")?,
        }
        write!(f, " add `{}` to its ACL", self.rule())
    }
}

/// What the ACL denied, if that is the reason of the error.
///
/// For commands in a script, older servers return a plain `ERR`; that is recognised too.
#[must_use]
pub fn permission_denied(error: &RedisError) -> Option<PermissionDenied> {
    // In a pipeline or a transaction, the first command that was denied.
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

/// Whether the ACL of the user is the reason of the error.
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
    // Redis up to 7.0, for a command in a script.
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
    // `EXECABORT` quotes the error of the denied command. In a script the code is a plain `ERR`.
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

    /// Code, text, and what they mean: `script` if a script was denied, and the rule to add.
    const TEXTS: &str = "\
        NOPERM this user has no permissions to run the 'incr' command => +incr
        NOPERM this user has no permissions to run the 'client|list' command => +client|list
        NOPERM this user has no permissions to run the 'get' command or its subcommand => +get
        NOPERM this user has no permissions to access one of the keys used as arguments => ~<pattern>
        NOPERM this user has no permissions to access one of the channels used as arguments => &<pattern>
        ERR The user executing the script can't run this command or subcommand script: 61636018, on @user_script:1. => script +<command>
        ERR The user executing the script can't access at least one of the keys mentioned in the command arguments script: 95cc, on @user_script:1. => script ~<pattern>
        ERR The user executing the script can't publish to the channel mentioned in the command script: 2c6a, on @user_script:1. => script &<pattern>
        EXECABORT Transaction discarded because of: NOPERM this user has no permissions to run the 'exec' command => +exec
        NOPERM User app has no permissions to run the 'incr' command => +incr
        NOPERM No permissions to access a key => ~<pattern>
        NOPERM No permissions to access a channel => &<pattern>
        NOPERM ACL failure in script: User app has no permissions to run the 'incr' command script: 6163, on @user_script:1. => script +incr
        ERR ACL failure in script: User app has no permissions to run the 'set' command script: 682d, on @user_script:1. => script +set
        NOPERM ACL failure in script: No permissions to access a key script: 6163, on @user_script:1. => script ~<pattern>";

    /// The first nine are of Redis 6 and 7.0, the others of 7.2 and later, and of Valkey.
    #[test]
    fn the_texts_of_every_server_version_are_read() {
        for line in TEXTS.lines() {
            let (error, expected) = line.trim().split_once(" => ").unwrap();
            let (code, text) = error.split_once(' ').unwrap();
            let denied = read(code, text).unwrap_or_else(|| panic!("{error}"));
            let script = if denied.in_script { "script " } else { "" };
            assert_eq!(format!("{script}{}", denied.rule()), expected, "{error}");
        }
        assert_eq!(read("ERR", "unknown command 'get'"), None);
        assert_eq!(read("WRONGTYPE", "Operation against a key"), None);
    }
}
