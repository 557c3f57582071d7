//! Reads each field from its strongest source.

use zeroize::Zeroizing;

use super::environment::Environment;
use super::other_names;
use super::report::Report;
use super::resolve::{Picked, Rank, Resolved, default};
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::secret::sanitise::{Clean, inside, outside};

/// What the sources have for one field.
enum Found {
    Value(Picked),
    /// A value that means "not set".
    Unset(Origin),
    Nothing,
}

/// Reads every field from its strongest source.
pub(crate) fn resolve<C: RedisConfig>(
    code: &[(String, Zeroizing<String>)],
    environment: &Environment,
    report: &mut Report,
) -> Vec<Resolved> {
    C::FIELDS
        .iter()
        .map(|meta| {
            let resolved = field::<C>(meta, code, environment, report);
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
    code: &[(String, Zeroizing<String>)],
    environment: &Environment,
    report: &mut Report,
) -> Result<Found, Box<Violation>> {
    // The last call of `with` for a field wins.
    let by_code = code.iter().rev().find(|(name, _)| name == meta.name);
    let raw = match by_code {
        Some((_, text)) => Some(Picked {
            text: text.clone(),
            rank: Rank::Code,
            origin: Origin::Code,
            source: None,
        }),
        None => other_names::variable::<C>(meta, environment, report)?,
    };
    let Some(raw) = raw else {
        return Ok(default(meta).map_or(Found::Nothing, Found::Value));
    };
    let cleaned = match raw.rank {
        Rank::Code => inside(meta, &raw.text),
        Rank::Variable | Rank::Platform | Rank::Default => outside(meta, &raw.text),
    };
    match cleaned {
        Ok(Clean::Text(text)) => Ok(Found::Value(Picked {
            text,
            rank: raw.rank,
            origin: raw.origin,
            source: raw.source,
        })),
        Ok(Clean::Nothing) => Ok(Found::Unset(raw.origin)),
        Err(problem) => Err(Box::new(Violation::of(
            meta,
            raw.origin,
            Some(&raw.text),
            problem,
        ))),
    }
}
