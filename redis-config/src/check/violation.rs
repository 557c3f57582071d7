//! One mistake in a definition.

use std::fmt;

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Code, Kind, Problem, Setting, pem};

use super::origin::Origin;
use crate::config::meta::FieldMeta;

/// Longer values are truncated.
const SHOWN: usize = 80;

/// One mistake in a definition.
///
/// Neither `Display` nor `Debug` shows a secret, the user info of a URL, or a value that may contain one.
#[derive(Clone, Debug)]
pub struct Violation {
    pub(crate) code: Code,
    pub(crate) setting: String,
    pub(crate) origin: Origin,
    pub(crate) with: Option<(&'static str, Origin)>,
    pub(crate) value: Option<String>,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Violation {
    /// A violation without a value.
    pub(crate) fn new(setting: impl Into<String>, origin: Origin, problem: Problem) -> Self {
        Self {
            code: problem.code,
            setting: setting.into(),
            origin,
            with: None,
            value: None,
            message: problem.message,
            help: problem.help,
        }
    }

    /// A violation of one field, with its value if it may be shown.
    pub(crate) fn of(
        meta: &FieldMeta,
        origin: Origin,
        text: Option<&str>,
        problem: Problem,
    ) -> Self {
        let value = text
            .filter(|_| !meta.secret)
            .and_then(|text| shown(meta.setting(), text));
        let mut violation = Self::new(named(meta), origin, problem);
        // The rule for placeholders knows which values are secret.
        let hidden = text.filter(|_| value.is_none() && violation.code != Code::PLACEHOLDER);
        if let Some(text) = hidden {
            // The rule did not know that the value may contain a secret. The quotes stay, so that the sentence remains one.
            let quoted = format!("`{text}`");
            violation.message = violation.message.replace(&quoted, "`***`");
            violation.help = violation.help.replace(&quoted, "`***`");
        }
        Self { value, ..violation }
    }

    /// Stable name of the broken rule: `missing`, `url-port`.
    pub fn code(&self) -> &'static str {
        self.code.as_str()
    }

    /// The setting, such as `connect_timeout`. For a value of the application, the name of its field.
    pub fn setting(&self) -> &str {
        &self.setting
    }

    /// The source of the value.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value, unless it is or may contain a secret. URLs are shown without user info.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// The mistake.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to correct it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.setting)?;
        match &self.origin {
            Origin::Missing => f.write_str(", not set")?,
            origin => write!(f, " from {origin}")?,
        }
        if let Some((setting, origin)) = &self.with {
            write!(f, ", against `{setting}` from {origin}")?;
        }
        write!(f, " [{}]\n  {}", self.code.as_str(), self.message)?;
        if let Some(value) = &self.value {
            write!(f, "\n  given: `{value}`")?;
        }
        write!(f, "\n  help: {}", self.help)
    }
}

/// The name of a field in messages.
pub(crate) fn named(meta: &FieldMeta) -> &'static str {
    meta.setting().map_or(meta.name, Setting::key)
}

/// The part of a value that may be shown.
pub(crate) fn shown(setting: Option<Setting>, text: &str) -> Option<String> {
    let kind = setting.map(|setting| setting.info().kind);
    if setting.is_some_and(|setting| setting.info().secret) {
        return None;
    }
    if kind == Some(Kind::Url) {
        // Text that is not a URL may be a misplaced password.
        return RedisUrl::parse(text).ok().map(|url| url.redacted());
    }
    // PEM text may be a key.
    if pem::is_inline(text) {
        return None;
    }
    // A misplaced URL may contain user info.
    if text.contains("://") || text.contains('@') {
        return None;
    }
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    Some(shown)
}
