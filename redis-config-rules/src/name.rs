//! The syntax of names: instances, variables, key prefixes, queues, clients, users, Sentinel services.

use crate::text::is_like_url;
use crate::{Code, Problem};

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
    Err(Problem::new(
        Code::INSTANCE_NAME,
        fault,
        suggestion(text, meant, "jobs"),
    ))
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
    Err(Problem::new(
        Code::ENV_PREFIX,
        fault,
        suggestion(text, meant, "JOBS_REDIS"),
    ))
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
    Err(Problem::new(
        Code::VARIABLE_NAME,
        fault,
        suggestion(text, meant, "REDIS_URL"),
    ))
}

/// Checks the prefix of keys: 1 to 64 letters, digits and `:._-`.
///
/// # Errors
///
/// Code `key-prefix`.
pub fn key_prefix(text: &str) -> Result<(), Problem> {
    in_key(text, Code::KEY_PREFIX, "the prefix of keys", "shop:")
}

/// Checks the name of a queue: 1 to 64 letters, digits and `:._-`.
///
/// # Errors
///
/// Code `queue-name`.
pub fn queue(text: &str) -> Result<(), Problem> {
    in_key(text, Code::QUEUE_NAME, "the name of a queue", "emails")
}

/// Text that becomes part of a key. Only the library may write braces, because they select the hash slot.
fn in_key(text: &str, code: Code, what: &str, example: &str) -> Result<(), Problem> {
    let legal = |c: char| c.is_ascii_alphanumeric() || ":._-".contains(c);
    let fault = if text.is_empty() {
        format!("{what} is empty")
    } else if text.len() > 64 {
        format!("{what} is longer than 64 characters")
    } else if text.contains(['{', '}']) {
        format!("{what} holds a brace: the library alone places the `{{tag}}` of a key")
    } else if text.contains(char::is_whitespace) {
        format!("{what} holds white space")
    } else if !text.chars().all(legal) {
        format!("{what} may hold letters, digits and `:._-` only")
    } else {
        return Ok(());
    };
    let meant: String = text.chars().filter(|c| legal(*c)).take(64).collect();
    Err(Problem::new(code, fault, suggestion(text, &meant, example)))
}

/// Checks the name that the server lists for our connections (`CLIENT SETNAME`): 1 to 128 printable ASCII characters
/// without white space.
///
/// # Errors
///
/// Code `client-name`.
pub fn client_name(text: &str) -> Result<(), Problem> {
    printable(text, Code::CLIENT_NAME, "the name of a client", "shop-api")
}

/// Checks the name of a user: 1 to 128 bytes without white space and control characters.
///
/// # Errors
///
/// Code `username`. No message contains the name.
pub fn username(text: &str) -> Result<(), Problem> {
    let fault = if text.is_empty() {
        "the user name is empty"
    } else if text.len() > 128 {
        "the user name is longer than 128 bytes"
    } else if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        "the user name holds white space or a control character"
    } else {
        return Ok(());
    };
    Err(Problem::new(
        Code::USERNAME,
        fault,
        "write the name as `ACL LIST` shows it, e.g. `worker`; leave it out for the default user",
    ))
}

/// Checks the name of a Sentinel service: 1 to 128 printable ASCII characters without white space.
///
/// # Errors
///
/// Code `master-name`.
pub fn master(text: &str) -> Result<(), Problem> {
    printable(
        text,
        Code::MASTER_NAME,
        "the name of a Sentinel service",
        "mymaster",
    )
}

fn printable(text: &str, code: Code, what: &str, example: &str) -> Result<(), Problem> {
    let fault = if text.is_empty() {
        "is empty"
    } else if text.len() > 128 {
        "is longer than 128 characters"
    } else if text.contains(char::is_whitespace) {
        "holds white space"
    } else if !text.chars().all(|c| c.is_ascii_graphic()) {
        "may hold printable ASCII only"
    } else {
        return Ok(());
    };
    let meant: String = text
        .chars()
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .filter(char::is_ascii_graphic)
        .take(128)
        .collect();
    Err(Problem::new(
        code,
        format!("{what} {fault}"),
        suggestion(text, &meant, example),
    ))
}

/// The help text: the name that was probably meant, or the example.
fn suggestion(text: &str, meant: &str, example: &str) -> String {
    let name = if is_like_url(text) || meant.is_empty() {
        example
    } else {
        meant
    };
    format!("write `{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

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
