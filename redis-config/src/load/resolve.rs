//! The value of each field and its source.

use std::path::PathBuf;

use redis_config_rules::{Code, Problem};
use zeroize::Zeroizing;

use super::environment::Environment;
use super::report::Report;
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::secret::file;
use crate::secret::sanitise::{Clean, inside, outside};
use crate::secret::source::SecretSource;

/// The precedence of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Default,
    /// What a platform gives.
    Platform,
    Variable,
    Code,
}

/// One field and its value.
pub(crate) struct Resolved {
    pub(crate) meta: &'static FieldMeta,
    pub(crate) value: Option<Picked>,
    /// The value is unusable, which is already reported.
    pub(crate) refused: bool,
}

/// A value and its source.
pub(crate) struct Picked {
    pub(crate) text: Zeroizing<String>,
    pub(crate) rank: Rank,
    pub(crate) origin: Origin,
    /// The source to read it from again.
    pub(crate) source: Option<SecretSource>,
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
            let resolved = field::<C>(meta, code, environment).map_err(|violation| *violation);
            let refused = resolved.is_err();
            let value = resolved.unwrap_or_else(|violation| {
                report.violations.push(violation);
                None
            });
            Resolved {
                meta,
                value,
                refused,
            }
        })
        .collect()
}

fn field<C: RedisConfig>(
    meta: &'static FieldMeta,
    code: &[(String, Zeroizing<String>)],
    environment: &Environment,
) -> Result<Option<Picked>, Box<Violation>> {
    // The last call of `with` for a field wins.
    let by_code = code.iter().rev().find(|(name, _)| name == meta.name);
    let raw = match by_code {
        Some((_, text)) => Some(Picked {
            text: text.clone(),
            rank: Rank::Code,
            origin: Origin::Code,
            source: None,
        }),
        None => variable::<C>(meta, environment)?,
    };
    let Some(raw) = raw else {
        return Ok(default(meta));
    };
    let cleaned = match raw.rank {
        Rank::Code => inside(meta, &raw.text),
        Rank::Variable | Rank::Platform | Rank::Default => outside(meta, &raw.text),
    };
    match cleaned {
        Ok(Clean::Text(text)) => Ok(Some(Picked {
            text,
            rank: raw.rank,
            origin: raw.origin,
            source: raw.source,
        })),
        Ok(Clean::Nothing) => Ok(None),
        Err(problem) => Err(Box::new(Violation::of(
            meta,
            raw.origin,
            Some(&raw.text),
            problem,
        ))),
    }
}

/// The default of a field, which the derive has checked.
pub(crate) fn default(meta: &FieldMeta) -> Option<Picked> {
    meta.default.map(|text| Picked {
        text: Zeroizing::new(text.to_owned()),
        rank: Rank::Default,
        origin: Origin::Default,
        source: None,
    })
}

/// The `_FILE` variable of a field, unless another field has this variable.
pub(crate) fn twin<C: RedisConfig>(meta: &FieldMeta) -> Option<String> {
    let twin = format!("{}_FILE", meta.variable);
    let taken = C::FIELDS.iter().any(|other| other.variable == twin);
    (!taken).then_some(twin)
}

/// The value of a field's variable or of the file that its `_FILE` twin names.
pub(crate) fn variable<C: RedisConfig>(
    meta: &'static FieldMeta,
    environment: &Environment,
) -> Result<Option<Picked>, Box<Violation>> {
    named(meta, meta.variable, twin::<C>(meta).as_deref(), environment)
}

/// The value of a variable or of the file that its `_FILE` twin names, for the setting of `meta`.
pub(crate) fn named(
    meta: &'static FieldMeta,
    name: &str,
    twin: Option<&str>,
    environment: &Environment,
) -> Result<Option<Picked>, Box<Violation>> {
    let path = twin.and_then(|twin| Some((twin, environment.value(twin)?)));
    let violation = |origin, problem| Box::new(Violation::of(meta, origin, None, problem));
    match (environment.value(name), path) {
        (None, None) => Ok(None),
        (Some(_), Some((twin, _))) => Err(violation(
            Origin::Variable(name.to_owned()),
            Problem::new(
                Code::VARIABLE_AND_FILE,
                format!("`{name}` and `{twin}` are both set"),
                format!("unset one of them; `{twin}` keeps the value out of the environment"),
            ),
        )),
        (Some(value), None) => {
            let origin = Origin::Variable(name.to_owned());
            let Some(text) = value.to_str() else {
                return Err(violation(
                    origin,
                    Problem::new(
                        Code::NOT_UTF8,
                        format!("the value of `{name}` is not UTF-8"),
                        "set it again, in a terminal that uses UTF-8",
                    ),
                ));
            };
            Ok(Some(Picked {
                text: Zeroizing::new(text.to_owned()),
                rank: Rank::Variable,
                origin,
                source: environment
                    .is_process()
                    .then(|| SecretSource::variable(meta, name)),
            }))
        }
        (None, Some((twin, path))) => {
            let path = PathBuf::from(path);
            let shown = file::looks_like_a_path(&path);
            let text = file::read(&path, meta.secret, shown);
            let source = Some(SecretSource::file(meta, &path));
            let origin = if shown {
                Origin::File {
                    variable: twin.to_owned(),
                    path,
                }
            } else {
                Origin::Variable(twin.to_owned())
            };
            match text {
                Ok(text) => Ok(Some(Picked {
                    text,
                    rank: Rank::Variable,
                    origin,
                    source,
                })),
                Err(problem) => Err(violation(origin, problem)),
            }
        }
    }
}
