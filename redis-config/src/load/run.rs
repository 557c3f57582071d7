//! One load: from the sources to a struct, its settings and a report.

use std::sync::Arc;

use redis_config_rules::{Code, Problem, Setting, suggest, text};

use super::fields::{Given as GivenSources, resolve};
use super::file::profile::{self, Profile};
use super::file::values;
use super::inputs::{FromCode, Inputs};
use super::report::Report;
use super::resolve::{Rank, Resolved};
use super::source_groups::settle;
use super::unread::classify;
use super::unset_address;
use crate::check::invalid::Invalid;
use crate::check::loaded_values::remember;
use crate::check::origin::Origin;
use crate::check::validate::{Candidate, Content, validate};
use crate::check::violation::{Violation, named};
use crate::config::definition::{RedisConfig, constants};
use crate::config::field_source::{FieldSource, Given, Outcome, Read};
use crate::config::field_values::{FieldValue, FieldValues};
use crate::config::meta::FieldMeta;
use crate::load::platform::fill;
use crate::secret::source::SecretOrigin;
use crate::settings::settings::Settings;

/// The result of a load.
pub(crate) struct Loaded<C> {
    /// `None` if a value is missing or wrong.
    pub(crate) config: Option<C>,
    /// `None` if there is a violation.
    pub(crate) settings: Option<Settings>,
    pub(crate) resolved: Vec<Resolved>,
    pub(crate) report: Report,
    pub(crate) profile: Option<Profile>,
}

/// Loads and checks a definition.
pub(crate) fn run<C: RedisConfig>(inputs: &Inputs<'_>) -> Loaded<C> {
    let environment = &inputs.environment;
    let mut report = Report::default();
    unknown_fields::<C>(inputs.code, &mut report.violations);
    let profile = profile::active(inputs.profile, environment);
    if let Some(Err(violation)) = profile.as_ref().map(profile::check_name) {
        report.violations.push(*violation);
    }
    let file = values::read::<C>(inputs, profile.as_ref(), &mut report);
    let from = GivenSources {
        code: inputs.code,
        environment,
        file: file.as_ref(),
    };
    let mut resolved = resolve::<C>(&from, &mut report);
    fill::fill::<C>(environment, &mut resolved, &mut report);
    settle(&mut resolved, &mut report);
    unset_address::check(&resolved, &mut report);
    insecure(&resolved, &mut report);
    classify::report::<C>(environment, &resolved, &mut report);

    let texts: Vec<_> = resolved.iter().map(|one| given(one, &resolved)).collect();
    let mut source = FieldSource::new(C::FIELDS, &texts);
    let config = C::build(&mut source);
    let read = source.into_read();
    let defaults_only = inputs.defaults_only;
    let of_fields = read
        .iter()
        .filter_map(|read| violation(read, &resolved, defaults_only));
    report.violations.extend(of_fields);

    let mut held = Vec::new();
    let candidates = match &config {
        Some(config) => {
            config.fields(&mut FieldValues::new(C::FIELDS, &mut held));
            held.iter().map(|held| of_struct(held, &resolved)).collect()
        }
        None => of_parts(&read, &texts, &resolved),
    };
    let settings = match validate(&constants::<C>(), &candidates) {
        Ok(settings) => Some(settings),
        Err(found) => {
            report.violations.extend(found);
            None
        }
    };
    if let (Some(profile), Some(settings)) = (&profile, &settings) {
        let permits = match &file {
            Some(file) => inputs.permits.with(&file.file, &profile.name),
            None => inputs.permits,
        };
        if let Err((problem, _)) = profile::guard(profile, permits, settings) {
            report.violations.push(of_address(problem, &resolved));
        }
    }
    // In the order of the struct, regardless of the step that found it.
    let order = |violation: &Violation| {
        let fields = C::FIELDS.iter();
        fields
            .map(named)
            .position(|name| name == violation.setting)
            .unwrap_or(usize::MAX)
    };
    report.violations.sort_by_key(order);
    Loaded {
        config,
        settings: settings.filter(|_| report.violations.is_empty()),
        resolved,
        report,
        profile,
    }
}

impl<C: RedisConfig> Loaded<C> {
    /// The struct, or all violations.
    pub(crate) fn into_config(self) -> Result<C, Invalid> {
        match self.config {
            Some(config) if self.report.violations.is_empty() => {
                for one in &self.resolved {
                    if let (Some(setting), Some(picked)) = (one.meta.setting(), &one.value) {
                        remember(C::NAME, setting, &picked.text, picked.origin.clone());
                    }
                }
                Ok(config)
            }
            _ => Err(Invalid {
                instance: C::NAME,
                violations: self.report.violations,
            }),
        }
    }

    /// Logs a valid definition in one line.
    pub(crate) fn log(&self) {
        if let Some(settings) = &self.settings {
            let origin = address_field(&self.resolved)
                .and_then(|one| one.value.as_ref())
                .map_or(Origin::Fixed, |picked| picked.origin.clone());
            tracing::info!(
                instance = C::NAME,
                address = settings.address(),
                topology = settings.topology().key(),
                %origin,
                "redis instance is loaded"
            );
        }
    }
}

/// The field that sets the address.
pub(crate) fn address_field(resolved: &[Resolved]) -> Option<&Resolved> {
    let places = [Setting::Url, Setting::Host, Setting::Socket, Setting::Nodes];
    let is_place = |one: &&Resolved| one.meta.setting().is_some_and(|it| places.contains(&it));
    let mut fields = resolved.iter().filter(is_place);
    fields.find(|one| one.value.is_some())
}

/// A violation of the field that sets the address.
fn of_address(problem: Problem, resolved: &[Resolved]) -> Violation {
    let field = address_field(resolved).and_then(|one| Some((one.meta, one.value.as_ref()?)));
    match field {
        Some((meta, picked)) => {
            Violation::of(meta, picked.origin.clone(), Some(&picked.text), problem)
        }
        None => Violation::new(Setting::Url.key(), Origin::Fixed, problem),
    }
}

/// The environment is not enough to switch the check of certificates off: who can set a variable could read all traffic.
fn insecure(resolved: &[Resolved], report: &mut Report) {
    for one in resolved {
        let Some(picked) = one.value.as_ref() else {
            continue;
        };
        let by_variable = matches!(
            picked.rank,
            Rank::Variable | Rank::Provider | Rank::Platform
        );
        if one.meta.setting() != Some(Setting::DangerTlsInsecure)
            || !by_variable
            || !matches!(text::parse_flag(&picked.text), Ok(true))
        {
            continue;
        }
        let key = Setting::DangerTlsInsecure.key();
        let problem = Problem::new(
            Code::INSECURE_BY_VARIABLE,
            "a variable alone does not switch the check of certificates off",
            format!(
                "set it in code, `Sources::with(\"{}\", \"true\")`, or `{key} = true` in the configuration file; or trust the authority of the server with `tls_ca`",
                one.meta.name
            ),
        );
        let origin = picked.origin.clone();
        report.violations.push(Violation::new(key, origin, problem));
    }
}

/// Values from code for fields that do not exist.
fn unknown_fields<C: RedisConfig>(code: &[FromCode], violations: &mut Vec<Violation>) {
    for one in code {
        let name = &one.field;
        let names = || C::FIELDS.iter().map(|meta| meta.name);
        if names().any(|field| field == name) {
            continue;
        }
        let renamed = C::FIELDS.iter().find(|meta| named(meta) == name);
        let help = if let Some(meta) = renamed {
            format!("the field for `{name}` is called `{}`", meta.name)
        } else if C::FIXED.iter().any(|(setting, _)| setting.key() == name) {
            format!("the attribute of the struct fixes `{name}`; make it a field to load it")
        } else if let Some(near) = suggest::nearest(name, names()) {
            format!("did you mean `{near}`?")
        } else {
            let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            format!("the fields are: {}", names.join(", "))
        };
        violations.push(Violation::new(
            name,
            one.origin.clone(),
            Problem::new(
                Code::UNKNOWN_FIELD,
                format!("the struct has no field `{name}` that is loaded"),
                help,
            ),
        ));
    }
}

/// The violation of a field before the combination is checked.
fn violation(read: &Read, resolved: &[Resolved], defaults_only: bool) -> Option<Violation> {
    let meta = read.meta;
    match &read.outcome {
        Outcome::Taken | Outcome::Unset | Outcome::Refused => None,
        Outcome::Wrong(problem) => {
            let value = resolved
                .iter()
                .find(|resolved| resolved.meta.name == meta.name)?
                .value
                .as_ref()?;
            let origin = value.origin.clone();
            // A value that the type refuses usually breaks the setting's rule too, whose message the derive uses.
            let rule = meta.setting().map(|one| one.check_text(&value.text));
            let problem = match rule {
                Some(Err(rule)) => rule,
                _ => problem.clone(),
            };
            Some(Violation::of(meta, origin, Some(&value.text), problem))
        }
        Outcome::Missing => {
            let variable = meta.variable;
            let help = if defaults_only {
                format!(
                    "give the field a default, `#[redis(default = ..)]`, or load it with `Sources::standard()` and set `{variable}`"
                )
            } else {
                format!(
                    "set `{variable}`, or `{variable}_FILE` to the path of a file that holds the value"
                )
            };
            let problem = Problem::new(
                Code::MISSING,
                "a value is needed and nothing gives one",
                help,
            );
            Some(Violation::of(meta, Origin::Missing, None, problem))
        }
    }
}

fn given(one: &Resolved, all: &[Resolved]) -> (&'static str, Given) {
    let given = match &one.value {
        _ if one.refused => Given::Refused,
        Some(picked) => match secret_origin(one, all) {
            Some(origin) => Given::Sprung(picked.text.clone(), Arc::new(origin)),
            None => Given::Text(picked.text.clone()),
        },
        None => Given::Nothing,
    };
    (one.meta.name, given)
}

/// The sources from which a password and its user name can be read again.
fn secret_origin(one: &Resolved, all: &[Resolved]) -> Option<SecretOrigin> {
    let partner = match one.meta.setting()? {
        Setting::Password => Setting::Username,
        Setting::SentinelPassword => Setting::SentinelUsername,
        _ => return None,
    };
    let password = one.value.as_ref()?.source.clone()?;
    let username = all
        .iter()
        .find(|other| other.meta.setting() == Some(partner))
        .and_then(|other| other.value.as_ref())
        .and_then(|picked| Some((picked.text.to_string(), picked.source.clone()?)));
    Some(SecretOrigin { password, username })
}

fn origin(meta: &FieldMeta, resolved: &[Resolved]) -> Origin {
    resolved
        .iter()
        .find(|resolved| resolved.meta.name == meta.name)
        .and_then(|resolved| resolved.value.as_ref())
        .map_or(Origin::Missing, |picked| picked.origin.clone())
}

/// A field of a struct that was built.
fn of_struct<'a>(held: &'a FieldValue, resolved: &[Resolved]) -> Candidate<'a> {
    Candidate {
        meta: held.meta,
        shape: held.shape,
        content: held.content(),
        origin: origin(held.meta, resolved),
        problem: held.problem.clone(),
    }
}

/// The fields of a struct that could not be built. The correct ones are checked nevertheless.
fn of_parts<'a>(
    read: &[Read],
    given: &'a [(&'static str, Given)],
    resolved: &[Resolved],
) -> Vec<Candidate<'a>> {
    let text = |meta: &FieldMeta| {
        given.iter().find_map(|(name, given)| match given {
            Given::Text(text) | Given::Sprung(text, _) if *name == meta.name => Some(text.as_str()),
            _ => None,
        })
    };
    let content = |read: &Read| match read.outcome {
        Outcome::Taken => text(read.meta).map_or(Content::Wrong, Content::Text),
        Outcome::Unset => Content::Unset,
        Outcome::Missing | Outcome::Wrong(_) | Outcome::Refused => Content::Wrong,
    };
    read.iter()
        .map(|read| Candidate {
            meta: read.meta,
            shape: read.shape,
            content: content(read),
            origin: origin(read.meta, resolved),
            problem: None,
        })
        .collect()
}
