//! The unnamed variables: names, values and contradictions.

use redis_config_rules::{Code, Problem, Setting};

use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::environment::Environment;
use crate::load::resolve::{Picked, Rank, variable};
use crate::secret::sanitise::{Clean, outside};

const fn named(variable: &'static str, setting: Setting) -> FieldMeta {
    FieldMeta {
        optional: true,
        ..FieldMeta::unbound(setting, variable)
    }
}

/// Complete addresses.
pub(crate) static URLS: [FieldMeta; 3] = [
    named("REDIS_TLS_URL", Setting::Url),
    named("REDIS_URL", Setting::Url),
    named("VALKEY_URL", Setting::Url),
];
pub(crate) static HOST: FieldMeta = named("REDIS_HOST", Setting::Host);
pub(crate) static SENTINELS: FieldMeta = named("REDIS_SENTINELS", Setting::Nodes);
pub(crate) static CLUSTER: FieldMeta = named("REDIS_CLUSTER_NODES", Setting::Nodes);
pub(crate) static MASTER: FieldMeta = named("REDIS_SENTINEL_MASTER", Setting::Master);
pub(crate) static PORT: FieldMeta = named("REDIS_PORT", Setting::Port);
/// Each of these has two names.
pub(crate) static USERNAME: [FieldMeta; 2] = [
    named("REDIS_USERNAME", Setting::Username),
    named("REDIS_USER", Setting::Username),
];
pub(crate) static PASSWORD: [FieldMeta; 2] = [
    named("REDIS_PASSWORD", Setting::Password),
    named("REDIS_PASS", Setting::Password),
];
pub(crate) static DATABASE: [FieldMeta; 2] = [
    named("REDIS_DB", Setting::Database),
    named("REDIS_DATABASE", Setting::Database),
];

/// Whether a fallback instance reads the variable.
pub(crate) fn reads(variable: &str) -> bool {
    let name = variable.strip_suffix("_FILE").unwrap_or(variable);
    let pairs = [&USERNAME, &PASSWORD, &DATABASE];
    URLS.iter()
        .chain([&HOST, &PORT, &SENTINELS, &CLUSTER, &MASTER])
        .chain(pairs.into_iter().flatten())
        .any(|meta| meta.variable == name)
}

/// The value of a variable or of the file that its `_FILE` twin names.
///
/// # Errors
///
/// The value cannot be read or breaks the rule of its setting.
pub(crate) fn read<C: RedisConfig>(
    environment: &Environment,
    meta: &'static FieldMeta,
) -> Result<Option<Picked>, Box<Violation>> {
    // An instance with the prefix `REDIS` reads it as its own variable.
    if C::FIELDS.iter().any(|own| own.variable == meta.variable) {
        return Ok(None);
    }
    if meta.setting() == Some(Setting::Port) && is_service_link(environment, meta.variable) {
        tracing::info!(
            instance = C::NAME,
            variable = meta.variable,
            "ignored: it is a Kubernetes service link, not a port; `enableServiceLinks: false` in the pod removes it"
        );
        return Ok(None);
    }
    let Some(raw) = variable::<C>(meta, environment)? else {
        return Ok(None);
    };
    let checked = outside(meta, &raw.text).and_then(|clean| match clean {
        Clean::Text(text) => {
            if let Some(setting) = meta.setting() {
                setting.check_text(&text)?;
            }
            Ok(Some(text))
        }
        Clean::Nothing => Ok(None),
    });
    match checked {
        Ok(None) => Ok(None),
        Ok(Some(text)) => Ok(Some(Picked {
            text,
            rank: Rank::Generic,
            origin: raw.origin,
            source: raw.source,
        })),
        Err(problem) => Err(Box::new(Violation::of(
            meta,
            raw.origin,
            Some(&raw.text),
            problem,
        ))),
    }
}

/// The value of a setting whose variable has two names. If both are set, they must be equal.
pub(crate) fn read_either<C: RedisConfig>(
    environment: &Environment,
    [one, other]: &'static [FieldMeta; 2],
) -> Result<Option<Picked>, Box<Violation>> {
    let first = read::<C>(environment, one)?;
    let second = read::<C>(environment, other)?;
    match (first, second) {
        (Some(first), Some(second)) if first.text != second.text => {
            Err(disagree(one.name, &first, &second))
        }
        (first, second) => Ok(first.or(second)),
    }
}

/// The violation for two variables with different values. The values are not shown, because some are secret.
pub(crate) fn disagree(setting: &'static str, one: &Picked, other: &Picked) -> Box<Violation> {
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!(
            "`{}` and `{}` name different servers, or different ways to sign in",
            one.origin, other.origin
        ),
        "unset one of them, or set the variables of the instance, which win",
    );
    let mut violation = Violation::new(setting, one.origin.clone(), problem);
    violation.with = Some((setting, other.origin.clone()));
    Box::new(violation)
}

fn is_service_link(environment: &Environment, name: &str) -> bool {
    let value = environment.value(name).and_then(|value| value.to_str());
    value.is_some_and(|value| value.starts_with("tcp://"))
}
