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
    if definition.attributes.find(StructKey::Name).is_some() {
        let given = given(definition, StructKey::Name, "jobs", name::instance, errors);
        return given.unwrap_or(default);
    }
    if let Err(problem) = name::instance(&default) {
        let message = format!(
            "`{ident}` gives no name to its instance: {}",
            problem.message
        );
        errors.add(ident, message, "give it one: `#[redis(name = \"jobs\")]`");
    }
    default
}

/// The prefix: as given, else the name in capitals and `_REDIS`.
pub(crate) fn env(definition: &Definition<'_>, name: &str, errors: &mut Errors) -> String {
    let given = given(
        definition,
        StructKey::Env,
        "JOBS_REDIS",
        name::env_prefix,
        errors,
    );
    if let Some(prefix) = &given
        && let Some(entry) = definition.attributes.find(StructKey::Env)
    {
        whole_variable(entry, prefix, errors);
    }
    given.unwrap_or_else(|| default_env(name))
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
    for variable in PARTS.iter().map(|one| one.variable()) {
        let Some(stem) = prefix.strip_suffix(variable) else {
            continue;
        };
        // `BY_URL` may be a prefix like any other.
        let is_server = |stem: &&str| SERVERS.iter().any(|server| stem.ends_with(server));
        let Some(stem) = stem.strip_suffix('_').filter(is_server) else {
            continue;
        };
        let message =
            format!("`env` is the prefix of variables: `{prefix}_{variable}` would be read");
        errors.add(&entry.value, message, format!("write `env = \"{stem}\"`"));
    }
}

fn given(
    definition: &Definition<'_>,
    key: StructKey,
    example: &str,
    rule: fn(&str) -> Result<(), Problem>,
    errors: &mut Errors,
) -> Option<String> {
    let entry = definition.attributes.find(key)?;
    let rule = |text: &str| rule(text).map(|()| text.to_owned());
    Expected::text(example).checked(entry, rule, errors)
}

/// `JobsRedis` and `JobsRedisConfig` → `jobs`.
fn default_name(ident: &Ident) -> String {
    let whole = snake(&ident.unraw().to_string());
    let stem = whole.strip_suffix("_config").unwrap_or(&whole);
    stem.strip_suffix("_redis").unwrap_or(stem).to_owned()
}

/// `jobs` → `JOBS_REDIS`; `redis` → `REDIS`.
fn default_env(name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    fn defaults(ident: &str) -> (String, String) {
        let name = default_name(&Ident::new(ident, Span::call_site()));
        let env = default_env(&name);
        (name, env)
    }

    fn pair(name: &str, env: &str) -> (String, String) {
        (name.to_owned(), env.to_owned())
    }

    #[test]
    fn a_struct_names_its_instance() {
        assert_eq!(defaults("JobsRedis"), pair("jobs", "JOBS_REDIS"));
        assert_eq!(defaults("Jobs"), pair("jobs", "JOBS_REDIS"));
        assert_eq!(defaults("JobsConfig"), pair("jobs", "JOBS_REDIS"));
        assert_eq!(defaults("JobsRedisConfig"), pair("jobs", "JOBS_REDIS"));
        assert_eq!(
            defaults("HTTPCacheRedis"),
            pair("http_cache", "HTTP_CACHE_REDIS")
        );
        assert_eq!(defaults("Shard2Redis"), pair("shard2", "SHARD2_REDIS"));
    }

    #[test]
    fn a_struct_called_redis_does_not_stutter() {
        assert_eq!(defaults("Redis"), pair("redis", "REDIS"));
        assert_eq!(defaults("RedisConfig"), pair("redis", "REDIS"));
    }
}
