//! Variables with the instance's prefix that no field reads.

use redis_config_rules::{Code, Problem, Setting, suggest};

use super::environment::Environment;
use super::report::Report;
use super::resolve::twin;
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;

/// The likely meaning of a variable with the instance's prefix that no field reads.
enum Unread<'a> {
    /// A typo of a variable that a field reads.
    Typo(&'a Readable),
    /// A setting that the struct's attribute fixes.
    Fixed(Setting),
    /// A setting for which the struct has no field.
    NoField(Setting),
    /// A service link of Kubernetes, or a variable of an instance whose prefix starts with this one.
    Foreign,
    /// None of these.
    Unknown,
}

/// A variable that a field reads.
struct Readable {
    meta: &'static FieldMeta,
    name: String,
}

/// Reports variables with the instance's prefix that no field reads. A probable typo is a violation, because the intended
/// setting is not set. The others are logged as warnings.
pub(crate) fn report<C: RedisConfig>(environment: &Environment, report: &mut Report) {
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
        let generic = C::FALLBACK && crate::load::platform::services::unnamed::reads(name);
        if generic || readable.iter().any(|readable| readable.name == name) {
            continue;
        }
        match classify::<C>(
            &prefix,
            suffix,
            environment.value(name).and_then(|v| v.to_str()),
            &readable,
        ) {
            Unread::Typo(meant) => report.violations.push(typo(name, meant)),
            Unread::Fixed(setting) => tracing::warn!(
                instance = C::NAME,
                variable = name,
                setting = setting.key(),
                "ignored: the attribute of the struct fixes the setting"
            ),
            Unread::NoField(setting) => tracing::warn!(
                instance = C::NAME,
                variable = name,
                setting = setting.key(),
                "ignored: the struct has no field for the setting"
            ),
            Unread::Foreign => tracing::debug!(instance = C::NAME, variable = name, "not ours"),
            Unread::Unknown => tracing::warn!(
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
) -> Unread<'a> {
    let is_link = suffix.starts_with("SERVICE_")
        || suffix.starts_with("PORT_")
        || (suffix == "PORT" && value.is_some_and(|value| value.starts_with("tcp://")));
    if is_link {
        return Unread::Foreign;
    }
    let bare = suffix.strip_suffix("_FILE").unwrap_or(suffix);
    let fixed = C::FIXED.iter().map(|(setting, _)| *setting);
    if let Some(setting) = fixed.into_iter().find(|setting| setting.variable() == bare) {
        return Unread::Fixed(setting);
    }
    let known = |name: &str| {
        Setting::ALL
            .iter()
            .find(|setting| setting.variable() == name)
    };
    if let Some(setting) = known(bare) {
        return Unread::NoField(*setting);
    }
    let suffixes = readable
        .iter()
        .filter_map(|readable| readable.name.strip_prefix(prefix));
    // `A_URL` is not a typo of `URL`, but the variable of an instance with the prefix `.._A`.
    let typo = suggest::nearest(suffix, suffixes).filter(|near| !is_of_longer_prefix(suffix, near));
    if let Some(near) = typo {
        let meant = |readable: &&Readable| readable.name.strip_prefix(prefix) == Some(near);
        return readable
            .iter()
            .find(meant)
            .map_or(Unread::Unknown, Unread::Typo);
    }
    let foreign = Setting::ALL
        .iter()
        .any(|setting| is_of_longer_prefix(bare, setting.variable()));
    if foreign {
        Unread::Foreign
    } else {
        Unread::Unknown
    }
}

/// Whether a suffix is that of a variable after one more word.
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

/// The rest of `name` after `prefix`, ignoring case. A difference in case is a typo too.
fn after<'a>(prefix: &str, name: &'a str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    (start.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
}
