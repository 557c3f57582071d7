//! Reads each field from its strongest source.

use redis_config_rules::Setting;

use super::environment::Environment;
use super::file::values::FileValues;
use super::inputs::FromCode;
use super::other_names;
use super::provider;
use super::report::{Report, Shadowed};
use super::resolve::{Picked, Rank, Resolved, default};
use crate::check::origin::Origin;
use crate::check::violation::{Violation, shown};
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::secret::sanitise::{Clean, inside, outside};

/// The sources of one load, except for the unnamed variables.
pub(crate) struct Given<'a> {
    pub(crate) code: &'a [FromCode],
    pub(crate) environment: &'a Environment,
    pub(crate) file: Option<&'a FileValues>,
}

/// What the sources have for one field.
enum Found {
    Value(Picked),
    /// A value that means "not set".
    Unset(Origin),
    Nothing,
}

/// Reads every field from its strongest source.
pub(crate) fn resolve<C: RedisConfig>(given: &Given<'_>, report: &mut Report) -> Vec<Resolved> {
    C::FIELDS
        .iter()
        .map(|meta| {
            let resolved = field::<C>(meta, given, report);
            let refused = resolved.is_err();
            let found = resolved.unwrap_or_else(|violation| {
                report.violations.push(*violation);
                Found::Nothing
            });
            let (value, unset_by) = match found {
                Found::Value(picked) => (Some(picked), None),
                Found::Unset(origin) => (None, Some(origin)),
                Found::Nothing => (None, None),
            };
            Resolved {
                meta,
                value,
                refused,
                unset_by,
            }
        })
        .collect()
}

fn field<C: RedisConfig>(
    meta: &'static FieldMeta,
    given: &Given<'_>,
    report: &mut Report,
) -> Result<Found, Box<Violation>> {
    // Strongest first. The last call of `with` for a field wins.
    let code = given.code.iter().rev().find(|one| one.field == meta.name);
    let code = code.map(|one| Picked {
        text: one.text.clone(),
        rank: Rank::Code,
        origin: one.origin.clone(),
        source: None,
    });
    let mut all = Vec::with_capacity(1);
    let hints = report.hints.len();
    let variable = other_names::variable::<C>(meta, given.environment, report);
    if code.is_some() {
        // The mistakes of a value that is not used are no mistakes.
        report.hints.truncate(hints);
        all.extend(code);
        all.extend(variable.ok().flatten());
    } else {
        all.extend(variable?);
    }
    let provided = provider::url::<C>(meta, given.environment);
    if all.is_empty() {
        all.extend(provided?);
    } else {
        all.extend(provided.ok().flatten());
    }
    for rank in [Rank::Profile, Rank::File] {
        let value = given.file.map(|file| file.value::<C>(meta, rank));
        let value = value.unwrap_or(Ok(None));
        if all.is_empty() {
            all.extend(value?);
        } else {
            all.extend(value.ok().flatten());
        }
    }
    let mut all = all.into_iter();
    let Some(raw) = all.next() else {
        return Ok(default(meta).map_or(Found::Nothing, Found::Value));
    };
    if let Some(setting) = meta.setting() {
        report
            .shadowed
            .extend(all.map(|weaker| shadowed(setting, &weaker, &raw)));
    }
    let cleaned = match raw.rank {
        Rank::Code | Rank::Profile | Rank::File => inside(meta, &raw.text),
        Rank::Variable | Rank::Provider | Rank::Platform | Rank::Default => {
            outside(meta, &raw.text)
        }
    };
    match cleaned {
        Ok(Clean::Text(text)) => Ok(Found::Value(Picked { text, ..raw })),
        Ok(Clean::Nothing) => Ok(Found::Unset(raw.origin)),
        Err(problem) => Err(Box::new(Violation::of(
            meta,
            raw.origin,
            Some(&raw.text),
            problem,
        ))),
    }
}

/// The record of a value that lost to a stronger source.
pub(crate) fn shadowed(setting: Setting, weaker: &Picked, by: &Picked) -> Shadowed {
    Shadowed {
        setting,
        origin: weaker.origin.clone(),
        shown: shown(Some(setting), &weaker.text),
        by: by.origin.clone(),
        differs: weaker.text != by.text,
    }
}
