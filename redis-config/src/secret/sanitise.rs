//! Cleans values that deployment tools have changed, or refuses them.

use redis_config_rules::{Code, Kind, Problem, Setting, Shape, text};
use zeroize::Zeroizing;

use crate::config::meta::FieldMeta;

/// A cleaned value.
pub(crate) enum Clean {
    Text(Zeroizing<String>),
    /// The value means "not set".
    Nothing,
}

/// Cleans the value of a variable or a file.
///
/// A byte order mark and one pair of matching quotes around the value are removed. For an optional field, `null`, `none` and
/// the empty text mean "not set". In quotes, `"none"` is plain text.
///
/// # Errors
///
/// Empty text for a required field, control characters, a placeholder, or a Kubernetes service link instead of a port.
pub(crate) fn outside(meta: &FieldMeta, given: &str) -> Result<Clean, Problem> {
    let given = given.strip_prefix('\u{feff}').unwrap_or(given);
    let unquoted = unquoted(given);
    let word = given.to_ascii_lowercase();
    let says_none = matches!(word.as_str(), "none" | "null") && !meta.one_of.contains(&given);
    if meta.optional && says_none {
        tracing::info!(
            variable = meta.variable,
            "reads as no value; put it in quotes if it is meant as a text"
        );
        return Ok(Clean::Nothing);
    }
    inside(meta, unquoted.unwrap_or(given))
}

/// Checks a value from code, which is not changed.
///
/// # Errors
///
/// As [`outside`].
pub(crate) fn inside(meta: &FieldMeta, given: &str) -> Result<Clean, Problem> {
    if given.is_empty() && meta.optional {
        tracing::info!(
            field = meta.name,
            variable = meta.variable,
            "is empty, which reads as no value"
        );
        return Ok(Clean::Nothing);
    }
    // PEM text has line breaks. Its own rule checks them.
    let pem = meta
        .setting()
        .is_some_and(|setting| setting.info().kind == Kind::Pem);
    if !pem && let Err(fault) = text::check_clean(given) {
        // The rule of a list translates one that is written in lines.
        let setting = meta
            .setting()
            .filter(|one| one.info().kind.shape() == Shape::List);
        let rule = setting.and_then(|setting| setting.check_text(given).err());
        return Err(rule.unwrap_or_else(|| fault.into()));
    }
    // The URL parser looks for placeholders itself, because its message must not quote user info.
    if meta
        .setting()
        .is_none_or(|setting| setting.info().kind != Kind::Url && !pem)
    {
        text::check_placeholder(given, meta.secret)?;
    }
    if meta.setting() == Some(Setting::Port) && given.starts_with("tcp://") {
        return Err(Problem::new(
            Code::PORT,
            "the value is a Kubernetes service link, not a port",
            "set `enableServiceLinks: false` in the pod, or give the definition another `env` prefix",
        ));
    }
    Ok(Clean::Text(Zeroizing::new(given.to_owned())))
}

/// The text inside one pair of matching quotes.
fn unquoted(text: &str) -> Option<&str> {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}
