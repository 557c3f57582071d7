//! Variables of an instance that have another name of a setting, such as `JOBS_REDIS_PASS`.

use redis_config_rules::{Code, Problem, Setting};

use super::environment::Environment;
use super::report::Report;
use super::resolve::{Picked, read, twin, twin_of};
use crate::check::origin::Origin;
use crate::check::violation::{Violation, named};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::load::platform::services::platform_sh;

/// The other variables that a field is read from. None if its attribute names a variable.
pub(crate) fn names<C: RedisConfig>(meta: &FieldMeta, environment: &Environment) -> Vec<String> {
    let Some(setting) = meta.setting() else {
        return Vec::new();
    };
    if meta.variable != format!("{}_{}", C::ENV, setting.variable()) {
        return Vec::new();
    }
    let bare = (setting == Setting::Url && is_address::<C>(environment)).then(|| C::ENV.to_owned());
    let suffixed = setting
        .aliases()
        .map(|alias| format!("{}_{}", C::ENV, alias.to_ascii_uppercase()));
    let is_own = |name: &String| {
        C::FIELDS
            .iter()
            .any(|one| one.variable == *name || twin::<C>(one).as_deref() == Some(name.as_str()))
    };
    let is_read =
        |name: &String| !is_own(name) && !platform_sh::describes(environment, C::ENV, name);
    suffixed.chain(bare).filter(is_read).collect()
}

/// Whether the variable that has no more than the prefix as its name holds an address. Prefixes that do not name Redis have
/// other uses.
pub(crate) fn is_address<C: RedisConfig>(environment: &Environment) -> bool {
    ["REDIS", "VALKEY"].iter().any(|one| C::ENV.contains(one))
        || environment
            .value(C::ENV)
            .and_then(|value| value.to_str())
            .is_some_and(|value| value.contains("://"))
}

/// The value of a field's variable, under its own or another name.
///
/// # Errors
///
/// One cannot be read, or two have different values.
pub(crate) fn variable<C: RedisConfig>(
    meta: &'static FieldMeta,
    environment: &Environment,
    report: &mut Report,
) -> Result<Option<Picked>, Box<Violation>> {
    let mut found = read(meta, meta.variable, twin::<C>(meta).as_deref(), environment)?;
    for name in names::<C>(meta, environment) {
        let twin = twin_of::<C>(&name);
        let Some(other) = read(meta, &name, twin.as_deref(), environment)? else {
            continue;
        };
        match &found {
            Some(one) if one.text != other.text => return Err(differ(meta, one, &other)),
            Some(_) => {}
            None => {
                let hint = format!(
                    "`{}` is read as `{}`, whose variable is `{}`",
                    variable_of(&other.origin),
                    named(meta),
                    meta.variable
                );
                tracing::info!(instance = C::NAME, "{hint}");
                report.hints.push(hint);
                found = Some(other);
            }
        }
    }
    Ok(found)
}

fn variable_of(origin: &Origin) -> String {
    match origin {
        Origin::Variable(name) | Origin::File { variable: name, .. } => name.clone(),
        other => other.to_string(),
    }
}

/// The values are not shown, because they may be secret.
fn differ(meta: &FieldMeta, one: &Picked, other: &Picked) -> Box<Violation> {
    let (a, b) = (variable_of(&one.origin), variable_of(&other.origin));
    let problem = Problem::new(
        Code::DISAGREEMENT,
        format!("`{a}` and `{b}` set it to different values"),
        format!("unset `{b}`, or give both the same value"),
    );
    let mut violation = Violation::new(named(meta), one.origin.clone(), problem);
    violation.with = Some((named(meta), other.origin.clone()));
    Box::new(violation)
}
