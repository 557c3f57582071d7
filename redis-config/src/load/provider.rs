//! `<PREFIX>_PROVIDER=NAME`: the URL is in the variable `NAME`.

use redis_config_rules::{Code, Problem, Setting};

use super::environment::Environment;
use super::resolve::{Picked, Rank, read};
use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::config::definition::RedisConfig;
use crate::config::meta::FieldMeta;

/// The variable that names another.
pub(crate) fn variable<C: RedisConfig>() -> String {
    format!("{}_PROVIDER", C::ENV)
}

/// The URL in the variable that `<PREFIX>_PROVIDER` names.
///
/// # Errors
///
/// The value is no name, or names a variable that is not set.
pub(crate) fn url<C: RedisConfig>(
    meta: &'static FieldMeta,
    environment: &Environment,
) -> Result<Option<Picked>, Box<Violation>> {
    let own = variable::<C>();
    let is_own = C::FIELDS.iter().any(|one| one.variable == own);
    if meta.setting() != Some(Setting::Url) || is_own {
        return Ok(None);
    }
    let Some(value) = environment.value(&own) else {
        return Ok(None);
    };
    let wrong = |message: String, help: String| {
        let problem = Problem::new(Code::PROVIDER, message, help);
        let origin = Origin::Variable(own.clone());
        Err(Box::new(Violation::new(
            Setting::Url.key(),
            origin,
            problem,
        )))
    };
    let name = value.to_str().unwrap_or_default();
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(legal) {
        let what = if name.contains(':') {
            "holds an address, and names the variable that has it"
        } else {
            "is not the name of a variable"
        };
        return wrong(
            format!("`{own}` {what}"),
            format!(
                "set `{own}` to a name, e.g. `{own}=HEROKU_REDIS_RED_URL`, or put the URL into `{}`",
                meta.variable
            ),
        );
    }
    match read(meta, name, None, environment)? {
        Some(picked) => Ok(Some(Picked {
            rank: Rank::Provider,
            ..picked
        })),
        None => wrong(
            format!("`{own}` names the variable `{name}`, which is not set"),
            format!("set `{name}`, or correct `{own}`"),
        ),
    }
}
