//! Checks the values of a definition and resolves its settings.

use std::sync::Arc;

use redis_config_rules::{
    Code, Found, Kind, Known, Problem, Setting, SettingsDraft, Shape, Topology, text,
};

use super::feature;
use super::invalid::Invalid;
use super::loaded_values::origin_of;
use super::origin::Origin;
use super::violation::Violation;
use crate::config::field_values::FieldValue;
use crate::config::meta::FieldMeta;
use crate::credentials::file_or_variable::StoredCredentials;
use crate::credentials::provider::{Credentials, CredentialsProvider};
use crate::secret::secret::Secret;
use crate::settings::settings::Settings;

/// The constants of a definition. Only `config/definition` knows its type.
pub(crate) struct Constants {
    pub(crate) name: &'static str,
    pub(crate) topology: Topology,
    pub(crate) fixed: &'static [(Setting, &'static str)],
}

/// One field to check.
pub(crate) struct Candidate<'a> {
    pub(crate) meta: &'static FieldMeta,
    pub(crate) shape: Shape,
    pub(crate) content: Content<'a>,
    pub(crate) origin: Origin,
    /// The error of its validator.
    pub(crate) problem: Option<Problem>,
}

/// The content of a field.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    /// A value that its type accepts.
    Text(&'a str),
    /// No value, and none is required.
    Unset,
    /// A wrong or missing value that is already reported. Mistakes that follow from it are not reported.
    Wrong,
}

impl FieldValue {
    /// The content of the field.
    pub(crate) fn content(&self) -> Content<'_> {
        self.text
            .as_ref()
            .map_or(Content::Unset, |text| Content::Text(text))
    }
}

/// Checks the values of a struct and resolves its settings.
pub(crate) fn settings_of(
    constants: &Constants,
    held: &[FieldValue],
    provider: impl FnOnce() -> Option<Arc<dyn CredentialsProvider>>,
) -> Result<Settings, Invalid> {
    let candidates: Vec<_> = held
        .iter()
        .map(|held| Candidate {
            meta: held.meta,
            shape: held.shape,
            content: held.content(),
            origin: Origin::Code,
            problem: held.problem.clone(),
        })
        .collect();
    validate(constants, &candidates)
        .map(|settings| settings.with_origins(origins(constants, held)))
        .and_then(|settings| with_providers(settings, held, provider()))
        .map_err(|violations| Invalid {
            instance: constants.name,
            violations,
        })
}

/// The settings that have a value, and the origins that are known.
fn origins(constants: &Constants, held: &[FieldValue]) -> Vec<(Setting, Option<Origin>)> {
    let fixed = constants.fixed.iter();
    let fixed = fixed.map(|(setting, _)| (*setting, Some(Origin::Fixed)));
    let fields = held.iter().filter_map(|held| {
        let (setting, text) = held.meta.setting().zip(held.text.as_ref())?;
        Some((setting, origin_of(constants.name, setting, text)))
    });
    fixed.chain(fields).collect()
}

/// Sets the providers of the credentials: the one of the definition, or the sources that loaded passwords remember.
fn with_providers(
    settings: Settings,
    held: &[FieldValue],
    provider: Option<Arc<dyn CredentialsProvider>>,
) -> Result<Settings, Vec<Violation>> {
    let at_sentinels = stored(
        held,
        Setting::SentinelPassword,
        settings.sentinel_username(),
        settings.sentinel_password(),
    );
    let settings = match at_sentinels {
        Some(stored) => settings.signed_in_at_sentinels_by(Arc::new(stored)),
        None => settings,
    };
    let Some(provider) = provider else {
        let stored = stored(
            held,
            Setting::Password,
            settings.username(),
            settings.password(),
        );
        return Ok(match stored {
            Some(stored) => settings.signed_in_by(Arc::new(stored)),
            None => settings,
        });
    };
    if settings.password().is_some() {
        // Only for definitions written by hand. The derive refuses this at compile time.
        let problem = Problem::new(
            Code::CONFLICT,
            "the definition names a provider of credentials, and holds a password as well",
            "remove one of the two; the password may be in the URL",
        );
        let key = Setting::Credentials.key();
        return Err(vec![Violation::new(key, Origin::Fixed, problem)]);
    }
    Ok(settings.signed_in_by(provider))
}

/// Credentials that can be reread, if the password is the one that the field loaded.
fn stored(
    held: &[FieldValue],
    setting: Setting,
    username: Option<&str>,
    password: Option<&Secret>,
) -> Option<StoredCredentials> {
    let password = password?;
    let of_the_field = |held: &&FieldValue| {
        held.meta.setting() == Some(setting)
            && held.text.as_deref().map(String::as_str) == Some(password.expose())
    };
    let origin = held.iter().find(of_the_field)?.origin.as_ref()?;
    let loaded = Credentials {
        username: username.map(str::to_owned),
        password: password.clone(),
    };
    Some(StoredCredentials::loaded(origin, loaded))
}

/// Checks every field, then the combination of all settings.
///
/// # Errors
///
/// All violations. Empty if the only mistakes are in [`Content::Wrong`], which the caller has reported.
pub(crate) fn validate(
    constants: &Constants,
    candidates: &[Candidate<'_>],
) -> Result<Settings, Vec<Violation>> {
    let mut violations: Vec<_> = candidates.iter().flat_map(alone).collect();

    let fixed = constants
        .fixed
        .iter()
        .map(|&(setting, text)| (setting, Known::Text(text)));
    // Of two values that disagree, the rules report the later one. Explicit values are therefore last.
    let mut weakest_first: Vec<_> = candidates.iter().collect();
    weakest_first.sort_by_key(|candidate| candidate.origin != Origin::Default);
    let loaded = weakest_first.into_iter().filter_map(|candidate| {
        let known = match candidate.content {
            Content::Text(text) => Known::Text(text),
            Content::Wrong => Known::Later,
            Content::Unset => return None,
        };
        Some((candidate.meta.setting()?, known))
    });
    let draft = SettingsDraft {
        topology: constants.topology,
        entries: fixed.chain(loaded).collect(),
    };
    if let Some((setting, problem)) = feature::off(&draft) {
        violations.push(together(
            Found::of(setting, problem),
            candidates,
            constants.fixed,
        ));
    }
    let settings = match draft.check() {
        Ok(resolved) => Settings::new(constants.name, resolved),
        Err(found) => {
            for found in found {
                if !known_already(&found, candidates, &violations) {
                    violations.push(together(found, candidates, constants.fixed));
                }
            }
            None
        }
    };
    let wrong = candidates
        .iter()
        .any(|candidate| matches!(candidate.content, Content::Wrong));
    match settings {
        Some(settings) if violations.is_empty() && !wrong => Ok(settings),
        None if violations.is_empty() && !wrong => Err(vec![nowhere()]),
        _ => Err(violations),
    }
}

/// The violations of one field, regardless of the others.
fn alone(candidate: &Candidate<'_>) -> Vec<Violation> {
    let Content::Text(text) = candidate.content else {
        return Vec::new();
    };
    let meta = candidate.meta;
    // PEM text has line breaks. Only the rule of its setting accepts them.
    let pem = meta
        .setting()
        .is_some_and(|one| one.info().kind == Kind::Pem);
    let bounds = if pem {
        None
    } else {
        text::check_bounds(candidate.shape, text, meta.min, meta.max, meta.one_of)
            .err()
            .map(Problem::from)
    };
    bounds
        .into_iter()
        .chain(candidate.problem.clone())
        .map(|problem| Violation::of(meta, candidate.origin.clone(), Some(text), problem))
        .collect()
}

/// Whether a problem repeats or follows from a reported one.
fn known_already(found: &Found, candidates: &[Candidate<'_>], noted: &[Violation]) -> bool {
    if found.with.is_some() {
        return false;
    }
    let wrong = candidates.iter().any(|candidate| {
        candidate.meta.setting() == Some(found.setting)
            && matches!(candidate.content, Content::Wrong)
    });
    wrong
        || noted.iter().any(|violation| {
            violation.setting == found.setting.key() && violation.code == found.problem.code
        })
}

/// The violation for a problem of the combination.
fn together(
    found: Found,
    candidates: &[Candidate<'_>],
    fixed: &[(Setting, &'static str)],
) -> Violation {
    let of = |setting: Setting| {
        candidates.iter().find(|candidate| {
            candidate.meta.setting() == Some(setting)
                && !matches!(candidate.content, Content::Unset)
        })
    };
    let origin = |setting: Setting| match of(setting) {
        Some(candidate) => candidate.origin.clone(),
        None if fixed.iter().any(|(fixed, _)| *fixed == setting) => Origin::Fixed,
        None => Origin::Missing,
    };
    let with = found.with.map(|with| (with.key(), origin(with)));
    let violation = match of(found.setting) {
        Some(candidate) => {
            let text = match candidate.content {
                Content::Text(text) => Some(text),
                Content::Unset | Content::Wrong => None,
            };
            Violation::of(
                candidate.meta,
                candidate.origin.clone(),
                text,
                found.problem,
            )
        }
        None => Violation::new(found.setting.key(), origin(found.setting), found.problem),
    };
    Violation { with, ..violation }
}

fn nowhere() -> Violation {
    Violation::new(
        Setting::Url.key(),
        Origin::Missing,
        Problem::new(
            Code::ENDPOINT_MISSING,
            "no setting has the address of the server",
            "set `url`, `host` or `socket`",
        ),
    )
}
