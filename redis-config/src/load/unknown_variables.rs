//! Variables that look like ours and that nothing reads.

use redis_config_rules::{Code, Problem, Setting, suggest};

use super::environment::Environment;
use super::resolve::twin;
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;

/// What a variable with the prefix of an instance is, if no field reads it.
enum Stray<'a> {
    /// A typo of a variable that a field reads.
    Typo(&'a Readable),
    /// A setting that the struct fixes for good.
    Fixed(Setting),
    /// A setting for which the struct has no field.
    NoField(Setting),
    /// Kubernetes sets it for a service whose name is like the prefix, or it is of an instance whose prefix
    /// starts with ours.
    Foreign,
    /// Nothing that we know of.
    Unknown,
}

/// A variable that is read, or would be if it were set.
struct Readable {
    meta: &'static FieldMeta,
    name: String,
}

/// Looks for variables that were meant for this instance and that nothing reads: a near miss is a violation,
/// since a setting that was meant to be set is not; the others are warned of.
pub(crate) fn report<C: RedisConfig>(environment: &Environment, violations: &mut Vec<Violation>) {
    let prefix = format!("{}_", C::ENV);
    let readable: Vec<_> = C::FIELDS
        .iter()
        .flat_map(|meta| {
            let names = [Some(meta.variable.to_owned()), twin::<C>(meta)];
            names
                .into_iter()
                .flatten()
                .map(move |name| Readable { meta, name })
        })
        .collect();
    for name in environment.names() {
        let Some(suffix) = after(&prefix, name) else {
            continue;
        };
        let generic = C::FALLBACK && crate::load::fallback::variables::reads(name);
        if generic || readable.iter().any(|readable| readable.name == name) {
            continue;
        }
        match classify::<C>(
            &prefix,
            suffix,
            environment.value(name).and_then(|v| v.to_str()),
            &readable,
        ) {
            Stray::Typo(meant) => violations.push(typo(name, meant)),
            Stray::Fixed(setting) => tracing::warn!(
                instance = C::NAME,
                variable = name,
                setting = setting.key(),
                "ignored: the attribute of the struct fixes the setting"
            ),
            Stray::NoField(setting) => tracing::warn!(
                instance = C::NAME,
                variable = name,
                setting = setting.key(),
                "ignored: the struct has no field for the setting"
            ),
            Stray::Foreign => tracing::debug!(instance = C::NAME, variable = name, "not ours"),
            Stray::Unknown => tracing::warn!(
                instance = C::NAME,
                variable = name,
                "ignored: nothing reads the variable"
            ),
        }
    }
}

fn classify<'a, C: RedisConfig>(
    prefix: &str,
    suffix: &str,
    value: Option<&str>,
    readable: &'a [Readable],
) -> Stray<'a> {
    let is_link = suffix.starts_with("SERVICE_")
        || suffix.starts_with("PORT_")
        || (suffix == "PORT" && value.is_some_and(|value| value.starts_with("tcp://")));
    if is_link {
        return Stray::Foreign;
    }
    let bare = suffix.strip_suffix("_FILE").unwrap_or(suffix);
    let fixed = C::FIXED.iter().map(|(setting, _)| *setting);
    if let Some(setting) = fixed.into_iter().find(|setting| setting.variable() == bare) {
        return Stray::Fixed(setting);
    }
    let known = |name: &str| {
        Setting::ALL
            .iter()
            .find(|setting| setting.variable() == name)
    };
    if let Some(setting) = known(bare) {
        return Stray::NoField(*setting);
    }
    let suffixes = readable
        .iter()
        .filter_map(|readable| readable.name.strip_prefix(prefix));
    // `A_URL` is no typo of `URL`, but the variable of an instance with the prefix `.._A`.
    let typo = suggest::nearest(suffix, suffixes).filter(|near| !is_of_longer_prefix(suffix, near));
    if let Some(near) = typo {
        let meant = |readable: &&Readable| readable.name.strip_prefix(prefix) == Some(near);
        return readable
            .iter()
            .find(meant)
            .map_or(Stray::Unknown, Stray::Typo);
    }
    let foreign = Setting::ALL
        .iter()
        .any(|setting| is_of_longer_prefix(bare, setting.variable()));
    if foreign {
        Stray::Foreign
    } else {
        Stray::Unknown
    }
}

/// Whether a suffix is a variable's own suffix after one more word.
fn is_of_longer_prefix(suffix: &str, variable: &str) -> bool {
    suffix
        .strip_suffix(variable)
        .and_then(|start| start.strip_suffix('_'))
        .is_some_and(|word| !word.is_empty())
}

fn typo(name: &str, meant: &Readable) -> Violation {
    Violation::new(
        crate::check::violation::named(meant.meta),
        Origin::Variable(name.to_owned()),
        Problem::new(
            Code::UNKNOWN_VARIABLE,
            format!("nothing reads `{name}`"),
            format!(
                "did you mean `{}`? Otherwise unset it or give it another prefix",
                meant.name
            ),
        ),
    )
}

/// The rest of `name` after `prefix`, whose case may differ: then it is a typo of the prefix too.
fn after<'a>(prefix: &str, name: &'a str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    (start.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
}
