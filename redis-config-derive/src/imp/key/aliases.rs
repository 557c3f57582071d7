//! Names that other libraries, or plain English, use for a key.

use redis_config_rules::{Alias, Setting};

/// The help for a name that is not a key of the struct.
pub(super) fn on_struct(name: &str) -> Option<&'static str> {
    Some(match name {
        "prefix" => {
            "did you mean `env`, the prefix of the environment variables? That of keys is `key_prefix`"
        }
        "env_prefix" | "environment" | "variables" => "did you mean `env`?",
        "rename" | "alias" | "instance" => "did you mean `name`?",
        "cluster" | "cluster_mode" => "write `topology = cluster`",
        "sentinel" => "write `topology = sentinel`",
        "standalone" | "single" => "write `topology = standalone`, or nothing: it is the default",
        "mode" | "kind" => "did you mean `topology`? Write `topology = cluster`",
        "config_file" | "config" | "path" => "did you mean `file`? Write `file = \"redis.toml\"`",
        _ => return None,
    })
}

/// The help for a name that is not a key of a field.
pub(super) fn on_field(name: &str) -> Option<&'static str> {
    Some(match name {
        "rename" | "alias" | "var" | "variable" | "env_var" | "from_env" => "did you mean `env`?",
        "default_value" | "default_value_t" | "value" => "did you mean `default`?",
        "minimum" | "at_least" | "gte" => "did you mean `min`?",
        "maximum" | "at_most" | "lte" => "did you mean `max`?",
        "range" => "write `min = 1, max = 5`",
        "choices" | "values" | "options" | "possible_values" | "allowed" | "variants" => {
            "did you mean `one_of`?"
        }
        "required" => {
            "remove it: a field must be given, unless it has a `default` or its type is an `Option`"
        }
        "optional" | "nullable" => "make the type an `Option`: such a field may stay unset",
        "sensitive" | "secret" | "redact" | "redacted" | "hidden" => {
            "make the type a `redis_config::Secret`: it is never shown"
        }
        "validator" | "check" | "custom" | "validate_with" => "did you mean `validate`?",
        "ignore" | "ignored" => "did you mean `skip`?",
        _ => return None,
    })
}

/// The help for another name of a setting.
pub(crate) fn setting(name: &str, meant: Setting) -> String {
    let key = meant.key();
    let pooled = Alias::of(name).is_some_and(|alias| alias.setting == Setting::Connections);
    // Users of a pool expect one connection per task.
    if pooled {
        return format!(
            "did you mean `{key}`? It is no pool: all commands share one socket, and few programs need a second. \
             `dedicated_connections` bounds the sockets of commands that block."
        );
    }
    format!("did you mean `{key}`?")
}
