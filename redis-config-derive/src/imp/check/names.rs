//! The name of an instance and the prefix of its variables.

use proc_macro2::Ident;
use redis_config_rules::{Problem, Setting, name};
use syn::ext::IdentExt;

use crate::imp::ast::Definition;
use crate::imp::attr::Entry;
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, StructKey};

/// The name: as given, else the struct's in snake case, without `Redis` or `Config` at its end.
pub(crate) fn name(definition: &Definition<'_>, errors: &mut Errors) -> String {
    let ident = &definition.input.ident;
    let default = default_name(ident);
    if let Some(entry) = definition.attributes.find(StructKey::Name) {
        let given = Expected::text(&default).checked_text(entry, name::instance, errors);
        return given.unwrap_or(default);
    }
    if let Err(Problem { message, .. }) = name::instance(&default) {
        let message = format!("`{ident}` gives no name to its instance: {message}");
        errors.add(ident, message, "give it one: `#[redis(name = \"jobs\")]`");
    }
    default
}

/// The prefix: as given, else the name in capitals and `_REDIS`.
pub(crate) fn env(definition: &Definition<'_>, name: &str, errors: &mut Errors) -> String {
    let usual = default_env(name);
    let given = definition
        .attributes
        .find(StructKey::Env)
        .and_then(|entry| {
            let expected = Expected::text(&usual);
            let prefix = expected.checked_text(entry, name::env_prefix, errors)?;
            whole_variable(entry, &prefix, errors);
            Some(prefix)
        });
    given.unwrap_or(usual)
}

/// `REDIS_URL`: a whole variable where the prefix of many is meant.
fn whole_variable(entry: &Entry<StructKey>, prefix: &str, errors: &mut Errors) {
    const PARTS: [Setting; 7] = [
        Setting::Url,
        Setting::Host,
        Setting::Port,
        Setting::Socket,
        Setting::Nodes,
        Setting::Username,
        Setting::Password,
    ];
    const SERVERS: [&str; 3] = ["REDIS", "VALKEY", "CACHE"];
    let variables = PARTS.iter().map(|one| one.variable());
    let stem = |variable| Some((variable, prefix.strip_suffix(variable)?.strip_suffix('_')?));
    // `BY_URL` may be a prefix like any other.
    let is_server = |stem: &str| SERVERS.iter().any(|server| stem.ends_with(server));
    for (variable, stem) in variables.filter_map(stem) {
        if is_server(stem) {
            let message =
                format!("`env` is the prefix of variables: `{prefix}_{variable}` would be read");
            errors.add(&entry.value, message, format!("write `env = \"{stem}\"`"));
        }
    }
}

/// `JobsRedis` and `JobsRedisConfig` → `jobs`.
pub(crate) fn default_name(ident: &Ident) -> String {
    let whole = snake(&ident.unraw().to_string());
    let stem = whole.strip_suffix("_config").unwrap_or(&whole);
    stem.strip_suffix("_redis").unwrap_or(stem).to_owned()
}

/// `jobs` → `JOBS_REDIS`; `redis` → `REDIS`.
pub(crate) fn default_env(name: &str) -> String {
    let prefix = name::default_env_prefix(name);
    match prefix.strip_suffix("_REDIS") {
        Some(shorter) if shorter == "REDIS" || shorter.ends_with("_REDIS") => shorter.to_owned(),
        _ => prefix,
    }
}

/// `HTTPCache` → `http_cache`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let starts_word = before.is_some_and(|before| {
            let next_is_lower = letters.peek().is_some_and(|next| next.is_lowercase());
            before != '_' && (!before.is_uppercase() || next_is_lower)
        });
        if letter.is_uppercase() && starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        before = Some(letter);
    }
    snake
}
