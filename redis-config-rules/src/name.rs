//! The syntax of names: instances, variables, key prefixes, queues, clients, users, Sentinel services.

use crate::constant::{ConstText, Fault, fault};
use crate::{Code, Problem, bytes};

/// Checks the name of an instance: a lower-case letter, then lower-case letters, digits, `-` and `_`; at most
/// 63 characters.
///
/// # Errors
///
/// Code `instance-name`.
///
/// ```
/// use redis_config_rules::name;
///
/// assert!(name::instance("jobs").is_ok());
/// assert!(name::instance("Jobs").is_err());
/// ```
pub fn instance(text: &str) -> Result<(), Problem> {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let fault = if text.is_empty() {
        "the name of an instance is empty"
    } else if text.len() > 63 {
        "the name of an instance is longer than 63 characters"
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        "the name of an instance must start with a lower-case letter"
    } else if text.ends_with(['-', '_']) {
        "the name of an instance must end with a letter or a digit"
    } else if !text.chars().all(legal) {
        "the name of an instance may hold lower-case letters, digits, `-` and `_` only"
    } else {
        return Ok(());
    };
    let meant: String = text
        .to_ascii_lowercase()
        .chars()
        .map(|c| if legal(c) { c } else { '-' })
        .take(63)
        .collect();
    let meant = meant.trim_matches(|c: char| !c.is_ascii_lowercase());
    let help = suggestion(text, meant, "jobs");
    Err(fault!(INSTANCE_NAME, fault => &help).into())
}

/// The default prefix of an instance's variables: its name in capitals, followed by `_REDIS`.
///
/// ```
/// assert_eq!(redis_config_rules::name::default_env_prefix("user-jobs"), "USER_JOBS_REDIS");
/// ```
pub fn default_env_prefix(instance: &str) -> String {
    format!("{}_REDIS", instance.to_ascii_uppercase().replace('-', "_"))
}

/// Checks the prefix of an instance's environment variables: a capital letter, then capitals, digits and `_`,
/// without `_` at the end; at most 64 characters.
///
/// # Errors
///
/// Code `env-prefix`.
///
/// ```
/// use redis_config_rules::name;
///
/// assert!(name::env_prefix("JOBS_REDIS").is_ok());
/// assert!(name::env_prefix("JOBS_REDIS_").is_err());
/// ```
pub fn env_prefix(text: &str) -> Result<(), Problem> {
    let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let fault = if text.is_empty() {
        "the prefix of environment variables is empty"
    } else if text.len() > 64 {
        "the prefix of environment variables is longer than 64 characters"
    } else if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        "the prefix of environment variables must start with a capital letter"
    } else if !text.chars().all(legal) {
        "the prefix of environment variables may hold capital letters, digits and `_` only"
    } else if text.ends_with('_') {
        // `JOBS_REDIS_` would become `JOBS_REDIS__URL`.
        "the prefix of environment variables ends with `_`, which the library adds"
    } else {
        return Ok(());
    };
    let meant: String = text
        .to_ascii_uppercase()
        .chars()
        .map(|c| if legal(c) { c } else { '_' })
        .take(64)
        .collect();
    let meant = meant
        .trim_start_matches(|c: char| !c.is_ascii_uppercase())
        .trim_end_matches('_');
    let help = suggestion(text, meant, "JOBS_REDIS");
    Err(fault!(ENV_PREFIX, fault => &help).into())
}

/// Checks the name of one environment variable: a letter or `_`, then letters, digits and `_`; at most 128
/// characters. Lower case is legal because the name may come from another program.
///
/// # Errors
///
/// Code `variable-name`.
pub fn variable(text: &str) -> Result<(), Problem> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let fault = if text.is_empty() {
        "the name of an environment variable is empty"
    } else if text.len() > 128 {
        "the name of an environment variable is longer than 128 characters"
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        "the name of an environment variable must start with a letter or `_`"
    } else if !text.chars().all(legal) {
        "the name of an environment variable may hold letters, digits and `_` only"
    } else {
        return Ok(());
    };
    let meant: String = text
        .chars()
        .map(|c| if legal(c) { c } else { '_' })
        .take(128)
        .collect();
    let meant = meant.trim_matches(|c: char| c == '_' || c.is_ascii_digit());
    let help = suggestion(text, meant, "REDIS_URL");
    Err(fault!(VARIABLE_NAME, fault => &help).into())
}

/// The prefix of keys: 1 to 64 letters, digits and `:._-`.
pub(crate) const KEY_PREFIX: Name = Name {
    code: Code::KEY_PREFIX,
    what: "the prefix of keys",
    longest: 64,
    in_key: true,
    example: "shop:",
};

/// Checks the name of a queue: 1 to 64 letters, digits and `:._-`.
///
/// # Errors
///
/// Code `queue-name`.
pub fn queue(text: &str) -> Result<(), Problem> {
    Ok(QUEUE.check(text)?)
}

pub(crate) const QUEUE: Name = Name {
    code: Code::QUEUE_NAME,
    what: "the name of a queue",
    longest: 64,
    in_key: true,
    example: "emails",
};

/// The name that the server lists for our connections (`CLIENT SETNAME`): 1 to 128 printable ASCII characters
/// without white space.
pub(crate) const CLIENT_NAME: Name = Name {
    code: Code::CLIENT_NAME,
    what: "the name of a client",
    longest: 128,
    in_key: false,
    example: "shop-api",
};

/// The name of a Sentinel service: 1 to 128 printable ASCII characters without white space.
pub(crate) const MASTER: Name = Name {
    code: Code::MASTER_NAME,
    what: "the name of a Sentinel service",
    longest: 128,
    in_key: false,
    example: "mymaster",
};

/// Checks the name of a user: 1 to 128 bytes without white space and control characters.
///
/// # Errors
///
/// Code `username`. No message contains the name.
pub(crate) const fn username(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let message = if bytes.is_empty() {
        "the user name is empty"
    } else if bytes.len() > 128 {
        "the user name is longer than 128 bytes"
    } else if bytes::holds_white_space(bytes) || bytes::control_character(bytes).is_some() {
        "the user name holds white space or a control character"
    } else {
        return Ok(());
    };
    Err(fault!(USERNAME, message
        => "write the name as `ACL LIST` shows it, e.g. `worker`; leave it out for the default user"))
}

/// A name of ASCII characters.
pub(crate) struct Name {
    code: Code,
    what: &'static str,
    longest: usize,
    /// Part of a key: letters, digits and `:._-`. Only the library may write braces, because they select the hash slot.
    /// Otherwise any printable character.
    in_key: bool,
    example: &'static str,
}

impl Name {
    const fn is_legal(&self, byte: u8) -> bool {
        match self.in_key {
            true => byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_' | b'-'),
            false => byte.is_ascii_graphic(),
        }
    }

    pub(crate) const fn check(&self, text: &str) -> Result<(), Fault> {
        let bytes = text.as_bytes();
        let mut meant: ConstText = ConstText::empty();
        let (mut i, mut kept) = (0, 0);
        while i < bytes.len() && kept < self.longest {
            let (character, length) = bytes::character(bytes, i);
            let byte = match !self.in_key && character.is_whitespace() {
                true => b'-',
                false => bytes[i],
            };
            if self.is_legal(byte) {
                meant.push_byte(byte);
                kept += 1;
            }
            i += length;
        }
        let braces = bytes::find(bytes, b'{').is_some() || bytes::find(bytes, b'}').is_some();
        let longest = if self.in_key { "64" } else { "128" };
        let message = if bytes.is_empty() {
            "{0} is empty"
        } else if bytes.len() > self.longest {
            "{0} is longer than {1} characters"
        } else if self.in_key && braces {
            "{0} holds a brace: the library alone places the `{tag}` of a key"
        } else if bytes::holds_white_space(bytes) {
            "{0} holds white space"
        } else if bytes::equal(meant.as_bytes(), bytes) {
            return Ok(());
        } else if self.in_key {
            "{0} may hold letters, digits and `:._-` only"
        } else {
            "{0} may hold printable ASCII only"
        };
        let meant = match bytes::is_like_url(bytes) || meant.as_str().is_empty() {
            true => self.example,
            false => meant.as_str(),
        };
        let args = [self.what, longest, meant];
        Err(Fault::of(self.code, message, "write `{2}`", &args))
    }
}

/// The help text: the name that was probably meant, or the example.
fn suggestion(text: &str, meant: &str, example: &str) -> String {
    match bytes::is_like_url(text.as_bytes()) || meant.is_empty() {
        true => format!("write `{example}`"),
        false => format!("write `{meant}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_prefix(text: &str) -> Result<(), Problem> {
        Ok(KEY_PREFIX.check(text)?)
    }

    fn client_name(text: &str) -> Result<(), Problem> {
        Ok(CLIENT_NAME.check(text)?)
    }

    fn master(text: &str) -> Result<(), Problem> {
        Ok(MASTER.check(text)?)
    }

    fn help(of: fn(&str) -> Result<(), Problem>, text: &str) -> String {
        of(text).unwrap_err().help
    }

    #[test]
    fn legal_names() {
        assert!(
            ["jobs", "a", "user-jobs", "jobs_2"]
                .iter()
                .all(|n| instance(n).is_ok())
        );
        assert!(
            ["JOBS_REDIS", "J", "A1_B2"]
                .iter()
                .all(|n| env_prefix(n).is_ok())
        );
        assert!(
            ["X", "_x", "ConnectionStrings__redis"]
                .iter()
                .all(|n| variable(n).is_ok())
        );
        assert!(
            ["shop:", "a.b-c_d:1"]
                .iter()
                .all(|n| key_prefix(n).is_ok() && queue(n).is_ok())
        );
        assert!(
            ["shop-api", "a{b}", "!~"]
                .iter()
                .all(|n| client_name(n).is_ok())
        );
        assert!(["default", "wörker"].iter().all(|n| username(n).is_ok()));
    }

    #[test]
    fn help_texts() {
        assert_eq!(help(instance, "Jobs"), "write `jobs`");
        assert_eq!(help(instance, "user jobs!"), "write `user-jobs`");
        assert_eq!(help(instance, ""), "write `jobs`");
        assert_eq!(help(instance, "1"), "write `jobs`");
        assert_eq!(help(instance, "2jobs_"), "write `jobs`");
        assert_eq!(help(env_prefix, "jobs-redis"), "write `JOBS_REDIS`");
        assert_eq!(help(env_prefix, "JOBS_"), "write `JOBS`");
        assert_eq!(help(env_prefix, "{X}"), "write `X`");
        assert_eq!(help(variable, "MY-URL"), "write `MY_URL`");
        assert_eq!(help(key_prefix, "{shop}:"), "write `shop:`");
        assert_eq!(help(queue, "my emails"), "write `myemails`");
        assert_eq!(help(client_name, "shop api"), "write `shop-api`");
    }

    #[test]
    fn no_message_contains_a_url() {
        for rule in [instance, env_prefix, variable, key_prefix, queue] {
            let help = help(rule, "redis://:hunter2@h").to_lowercase();
            assert!(!help.contains("hunter2"), "{help}");
        }
        assert!(!help(client_name, "redis://:hunter2@h ").contains("hunter2"));
        assert!(!help(master, "hunter2@h ").contains("hunter2"));
    }

    #[test]
    fn lengths() {
        let long = "a".repeat(129);
        assert!(instance(&long[..63]).is_ok() && instance(&long[..64]).is_err());
        assert!(queue(&long[..64]).is_ok() && queue(&long[..65]).is_err());
        assert!(variable(&long[..128]).is_ok() && variable(&long).is_err());
        assert!(client_name(&long).is_err() && username(&long).is_err() && master(&long).is_err());
    }

    #[test]
    fn suggested_names_are_legal() {
        for text in ["", "-", "A B", "ä", "9x9", "x-", "_", "{}", "\0", "A-"] {
            for (rule, name) in [
                (instance as fn(&str) -> Result<(), Problem>, "instance"),
                (env_prefix, "env_prefix"),
                (variable, "variable"),
                (key_prefix, "key_prefix"),
                (queue, "queue"),
                (client_name, "client_name"),
                (master, "master"),
            ] {
                if let Err(problem) = rule(text) {
                    let meant = problem
                        .help
                        .trim_start_matches("write `")
                        .trim_end_matches('`');
                    assert!(rule(meant).is_ok(), "{name}: {text:?} -> {meant:?}");
                }
            }
        }
    }
}
