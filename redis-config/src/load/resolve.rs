//! A value and its source, and the values of variables.

use std::path::PathBuf;

use redis_config_rules::{Code, Problem};
use zeroize::Zeroizing;

use super::environment::Environment;
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;
use crate::secret::file;
use crate::secret::source::SecretSource;

/// The precedence of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Default,
    /// The configuration file, without a profile.
    File,
    /// What a platform gives.
    Platform,
    /// The active profile of the configuration file.
    Profile,
    /// The variable that `<PREFIX>_PROVIDER` names.
    Provider,
    Variable,
    Code,
}

/// One field and its value.
pub(crate) struct Resolved {
    pub(crate) meta: &'static FieldMeta,
    pub(crate) value: Option<Picked>,
    /// The value is unusable, which is already reported.
    pub(crate) refused: bool,
    /// The source whose value means "not set".
    pub(crate) unset_by: Option<Origin>,
}

/// A value and its source.
pub(crate) struct Picked {
    pub(crate) text: Zeroizing<String>,
    pub(crate) rank: Rank,
    pub(crate) origin: Origin,
    /// The source to read it from again.
    pub(crate) source: Option<SecretSource>,
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
    twin_of::<C>(meta.variable)
}

/// The `_FILE` variable of a variable, unless a field has this variable.
pub(crate) fn twin_of<C: RedisConfig>(variable: &str) -> Option<String> {
    let twin = format!("{variable}_FILE");
    let taken = C::FIELDS.iter().any(|other| other.variable == twin);
    (!taken).then_some(twin)
}

/// The value of the variable `name` or of the file that its `twin` names.
pub(crate) fn read(
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
            let source = environment
                .is_process()
                .then(|| SecretSource::variable(meta, name));
            Ok(Some(Picked {
                text: Zeroizing::new(text.to_owned()),
                rank: Rank::Variable,
                origin,
                source,
            }))
        }
        // As an empty variable: no value, or a mistake where one is needed.
        (None, Some((twin, path))) if path.is_empty() => Ok(Some(Picked {
            text: Zeroizing::new(String::new()),
            rank: Rank::Variable,
            origin: Origin::Variable(twin.to_owned()),
            source: None,
        })),
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
