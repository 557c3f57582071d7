//! The sources of values, and the load.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use redis_config_rules::{Code, Problem, Setting, suggest};
use zeroize::Zeroizing;

use super::environment::Environment;
use super::fields::resolve;
use super::report::Report;
use super::resolve::Resolved;
use super::source_groups::settle;
use super::unread::classify;
use super::unset_address;
use crate::check::invalid::Invalid;
use crate::check::loaded_values::remember;
use crate::check::origin::Origin;
use crate::check::validate::{Candidate, Content, validate};
use crate::check::violation::{Violation, named};
use crate::config::definition::{RedisConfig, constants};
use crate::config::field_source::{FieldSource, Given, Outcome, Read};
use crate::config::field_values::{FieldValue, FieldValues};
use crate::config::meta::FieldMeta;
use crate::load::platform::fill;
use crate::secret::source::SecretOrigin;

/// The sources of values, highest precedence first: code, environment variables and the files that they name, defaults.
///
/// # Variables
///
/// A field is read from `<PREFIX>_<SETTING>`, or from the file that `<PREFIX>_<SETTING>_FILE` names: a regular file of at
/// most 64 KiB, whose last line break is ignored. Setting both is an error, also if one is empty. A byte order mark and one
/// pair of matching quotes around a value are removed. Control characters and placeholders such as `${HOST}`, `$HOST`,
/// `%HOST%` and `{{ .Values.host }}` are errors.
///
/// Empty is not the same as unset. An empty variable, an empty `_FILE` variable and an empty file are an error for a field
/// that needs a value, also if it has a default, and "no value" for an optional field, as are `none` and `null` (in quotes,
/// they are text). An address that is set to "no value" is an error if only a default would name the server.
///
/// # Other names
///
/// A variable under the name of another client is read if the name has one meaning: `<PREFIX>_DB`, `_USER`, `_PASS`, `_PWD`,
/// `_SSL`, `_USE_TLS`, `_URI`, `_HOSTNAME` and others, and `<PREFIX>` itself for the URL. It must not differ from the variable
/// with the proper name. Any other variable that was meant for a setting is an error that names the right one:
///
/// * a name that other clients use for different things (`_TIMEOUT`, `_MAX_CONNECTIONS`), or with a unit (`_TIMEOUT_MS`);
/// * a setting for which the struct has no field, or which its attribute fixes, unless the value is the one in force;
/// * a probable typo (`JOBS_REDIS_PASWORD`).
///
/// The remaining variables with the prefix are ignored, and logged once. Service links of Kubernetes and variables of an
/// instance with a longer prefix are not logged.
///
/// # Groups
///
/// Endpoint, credentials and database are groups. A group comes from one source:
///
/// * a weaker `url` loses its database if a stronger source sets `database`, and its user info if a stronger
///   source sets `username` or `password`; a stronger `url` overrides those fields;
/// * a weaker `url` gets the endpoint that a stronger source sets in `host` and `port`, or in `socket`, and
///   loses its user info; those fields are then unset in the struct;
/// * a URL with TLS, of sentinels or of a cluster never gets the endpoint of another source;
/// * a weaker `port` is not combined with a stronger `host`, nor a weaker `master` with stronger `nodes`; it has its default
///   again, or is unset; a stronger `port` or `master` without `host` or `nodes` of the same source is a violation;
/// * any other weaker endpoint is dropped if its field is optional; otherwise the conflict is a violation.
///
/// Defaults do not count as another source. They supply the values that the others omit.
///
/// # Fallback
///
/// An instance declared `#[redis(fallback)]` reads the variables that name no instance, unless code or one of its own
/// variables sets the address. They have precedence over defaults. Exactly one of these is used:
///
/// * `REDIS_URL`, `VALKEY_URL`, `REDIS_TLS_URL`: of two that name one host, the one with TLS;
/// * `REDIS_HOST`, `REDIS_SENTINELS` with `REDIS_SENTINEL_MASTER`, or `REDIS_CLUSTER_NODES`; each with `REDIS_USERNAME` (or
///   `REDIS_USER`), `REDIS_PASSWORD` (or `REDIS_PASS`), `REDIS_DB` (or `REDIS_DATABASE`), the host with `REDIS_PORT`.
///
/// Violations are: two of them with different values; the instance's own user name or password combined with their endpoint;
/// an address for which the definition has no fields, or of another topology. `REDIS_PORT=tcp://...`, a service link of
/// Kubernetes, is ignored. Parts without an endpoint are ignored with a warning. `_FILE` variables are read too.
///
/// ```
/// use redis_config::Sources;
///
/// let sources = Sources::standard()
///     .env([("JOBS_REDIS_URL", "redis://10.0.0.1:6379/1")])
///     .with("connect_timeout", "500ms");
/// # let _ = sources;
/// ```
#[derive(Clone)]
pub struct Sources {
    variables: Variables,
    code: Vec<(String, Zeroizing<String>)>,
}

#[derive(Clone)]
enum Variables {
    None,
    Process,
    Given(Arc<[(OsString, OsString)]>),
}

impl Sources {
    /// The environment of the process, then the defaults.
    pub fn standard() -> Self {
        Self {
            variables: Variables::Process,
            code: Vec::new(),
        }
    }

    /// Only the defaults.
    pub fn defaults() -> Self {
        Self {
            variables: Variables::None,
            code: Vec::new(),
        }
    }

    /// Reads these variables instead of the environment of the process. For tests, because no global state is used.
    #[must_use]
    pub fn env<K: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        self.variables = Variables::Given(variables.collect());
        self
    }

    /// Sets a value from code, which has precedence over all other sources. `field` is the name of a field of the struct; any
    /// other name is a violation. The last value for a field is used.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.code
            .push((field.to_owned(), Zeroizing::new(value.into())));
        self
    }

    /// Loads and checks a definition.
    ///
    /// # Errors
    ///
    /// All violations.
    pub fn load<C: RedisConfig>(&self) -> Result<C, Invalid> {
        let environment = match &self.variables {
            Variables::None => Environment::default(),
            Variables::Process => Environment::process(),
            Variables::Given(variables) => Environment::new(variables.iter().cloned()),
        };
        let mut report = Report::default();
        self.unknown_fields::<C>(&mut report.violations);
        let mut resolved = resolve::<C>(&self.code, &environment, &mut report);
        fill::fill::<C>(&environment, &mut resolved, &mut report);
        settle(&mut resolved, &mut report);
        unset_address::check(&resolved, &mut report);
        classify::report::<C>(&environment, &resolved, &mut report);
        let mut violations = report.violations;

        let given: Vec<_> = resolved.iter().map(|one| given(one, &resolved)).collect();
        let mut source = FieldSource::new(C::FIELDS, &given);
        let config = C::build(&mut source);
        let read = source.into_read();
        violations.extend(
            read.iter()
                .filter_map(|read| self.violation(read, &resolved)),
        );

        let mut held = Vec::new();
        let candidates = match &config {
            Some(config) => {
                config.fields(&mut FieldValues::new(C::FIELDS, &mut held));
                held.iter().map(|held| of_struct(held, &resolved)).collect()
            }
            None => of_parts(&read, &given, &resolved),
        };
        if let Err(found) = validate(&constants::<C>(), &candidates) {
            violations.extend(found);
        }
        match config {
            Some(config) if violations.is_empty() => {
                for held in &held {
                    if let (Some(setting), Some(text)) = (held.meta.setting(), &held.text) {
                        remember(C::NAME, setting, text, origin(held.meta, &resolved));
                    }
                }
                Ok(config)
            }
            _ => {
                // In the order of the struct, regardless of the step that found it.
                let order = |violation: &Violation| {
                    let fields = C::FIELDS.iter();
                    fields
                        .map(named)
                        .position(|name| name == violation.setting)
                        .unwrap_or(usize::MAX)
                };
                violations.sort_by_key(order);
                Err(Invalid {
                    instance: C::NAME,
                    violations,
                })
            }
        }
    }

    /// Values from code for fields that do not exist.
    fn unknown_fields<C: RedisConfig>(&self, violations: &mut Vec<Violation>) {
        for (name, _) in &self.code {
            let names = || C::FIELDS.iter().map(|meta| meta.name);
            if names().any(|field| field == name) {
                continue;
            }
            let renamed = C::FIELDS.iter().find(|meta| named(meta) == name);
            let help = if let Some(meta) = renamed {
                format!("the field for `{name}` is called `{}`", meta.name)
            } else if C::FIXED.iter().any(|(setting, _)| setting.key() == name) {
                format!("the attribute of the struct fixes `{name}`; make it a field to load it")
            } else if let Some(near) = suggest::nearest(name, names()) {
                format!("did you mean `{near}`?")
            } else {
                let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
                format!("the fields are: {}", names.join(", "))
            };
            violations.push(Violation::new(
                name,
                Origin::Code,
                Problem::new(
                    Code::UNKNOWN_FIELD,
                    format!("the struct has no field `{name}` that is loaded"),
                    help,
                ),
            ));
        }
    }

    /// The violation of a field before the combination is checked.
    fn violation(&self, read: &Read, resolved: &[Resolved]) -> Option<Violation> {
        let meta = read.meta;
        match &read.outcome {
            Outcome::Taken | Outcome::Unset | Outcome::Refused => None,
            Outcome::Wrong(problem) => {
                let value = resolved
                    .iter()
                    .find(|resolved| resolved.meta.name == meta.name)?
                    .value
                    .as_ref()?;
                let origin = value.origin.clone();
                // A value that the type refuses usually breaks the setting's rule too, whose message the derive uses.
                let rule = meta.setting().map(|one| one.check_text(&value.text));
                let problem = match rule {
                    Some(Err(rule)) => rule,
                    _ => problem.clone(),
                };
                Some(Violation::of(meta, origin, Some(&value.text), problem))
            }
            Outcome::Missing => {
                let variable = meta.variable;
                let help = match self.variables {
                    Variables::None => format!(
                        "give the field a default, `#[redis(default = ..)]`, or load it with `Sources::standard()` and set `{variable}`"
                    ),
                    Variables::Process | Variables::Given(_) => format!(
                        "set `{variable}`, or `{variable}_FILE` to the path of a file that holds the value"
                    ),
                };
                let problem = Problem::new(
                    Code::MISSING,
                    "a value is needed and nothing gives one",
                    help,
                );
                Some(Violation::of(meta, Origin::Missing, None, problem))
            }
        }
    }
}

fn given(one: &Resolved, all: &[Resolved]) -> (&'static str, Given) {
    let given = match &one.value {
        _ if one.refused => Given::Refused,
        Some(picked) => match secret_origin(one, all) {
            Some(origin) => Given::Sprung(picked.text.clone(), Arc::new(origin)),
            None => Given::Text(picked.text.clone()),
        },
        None => Given::Nothing,
    };
    (one.meta.name, given)
}

/// The sources from which a password and its user name can be read again.
fn secret_origin(one: &Resolved, all: &[Resolved]) -> Option<SecretOrigin> {
    let partner = match one.meta.setting()? {
        Setting::Password => Setting::Username,
        Setting::SentinelPassword => Setting::SentinelUsername,
        _ => return None,
    };
    let password = one.value.as_ref()?.source.clone()?;
    let username = all
        .iter()
        .find(|other| other.meta.setting() == Some(partner))
        .and_then(|other| other.value.as_ref())
        .and_then(|picked| Some((picked.text.to_string(), picked.source.clone()?)));
    Some(SecretOrigin { password, username })
}

fn origin(meta: &FieldMeta, resolved: &[Resolved]) -> Origin {
    resolved
        .iter()
        .find(|resolved| resolved.meta.name == meta.name)
        .and_then(|resolved| resolved.value.as_ref())
        .map_or(Origin::Missing, |picked| picked.origin.clone())
}

/// A field of a struct that was built.
fn of_struct<'a>(held: &'a FieldValue, resolved: &[Resolved]) -> Candidate<'a> {
    Candidate {
        meta: held.meta,
        shape: held.shape,
        content: held.content(),
        origin: origin(held.meta, resolved),
        problem: held.problem.clone(),
    }
}

/// The fields of a struct that could not be built. The correct ones are checked nevertheless.
fn of_parts<'a>(
    read: &[Read],
    given: &'a [(&'static str, Given)],
    resolved: &[Resolved],
) -> Vec<Candidate<'a>> {
    let text = |meta: &FieldMeta| {
        given.iter().find_map(|(name, given)| match given {
            Given::Text(text) | Given::Sprung(text, _) if *name == meta.name => Some(text.as_str()),
            _ => None,
        })
    };
    let content = |read: &Read| match read.outcome {
        Outcome::Taken => text(read.meta).map_or(Content::Wrong, Content::Text),
        Outcome::Unset => Content::Unset,
        Outcome::Missing | Outcome::Wrong(_) | Outcome::Refused => Content::Wrong,
    };
    read.iter()
        .map(|read| Candidate {
            meta: read.meta,
            shape: read.shape,
            content: content(read),
            origin: origin(read.meta, resolved),
            problem: None,
        })
        .collect()
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: a value may be a secret.
        let variables = match &self.variables {
            Variables::None => "none".to_owned(),
            Variables::Process => "of the process".to_owned(),
            Variables::Given(given) => format!("{} given", given.len()),
        };
        let code: Vec<_> = self.code.iter().map(|(field, _)| field).collect();
        f.debug_struct("Sources")
            .field("variables", &variables)
            .field("code", &code)
            .finish()
    }
}
