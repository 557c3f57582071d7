//! The active profile.

use redis_config_rules::file::{ConfigFile, Rail};
use redis_config_rules::{Code, Problem, suggest, text};

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::environment::Environment;
use crate::settings::settings::Settings;

/// A profile and what chose it.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) by: Origin,
}

/// Profiles that need no table in the file.
const BUILT_IN: [&str; 2] = ["dev", "test"];

/// The profile: from code, from `REDIS_PROFILE` or `APP_ENV`, or `dev` in a debug build.
pub(crate) fn active(
    code: Option<&(String, Origin)>,
    environment: &Environment,
) -> Option<Profile> {
    if let Some((name, by)) = code {
        let (name, by) = (name.clone(), by.clone());
        return Some(Profile { name, by });
    }
    // What cannot be read is the name of no profile, and is reported by `check_name`.
    let by_variable = ["REDIS_PROFILE", "APP_ENV"]
        .into_iter()
        .find_map(|variable| {
            let name = environment.value(variable)?.to_string_lossy();
            let by = Origin::Variable(variable.to_owned());
            let name = name.trim().to_owned();
            (!name.is_empty()).then_some(Profile { name, by })
        });
    by_variable.or_else(|| {
        cfg!(debug_assertions).then(|| Profile {
            name: "dev".to_owned(),
            by: Origin::Default,
        })
    })
}

/// Checks that the name is one, so that no guard rail is off by mistake.
///
/// # Errors
///
/// The name holds a placeholder, or bytes that are not UTF-8.
pub(crate) fn check_name(profile: &Profile) -> Result<(), Box<Violation>> {
    let by = &profile.by;
    let problem = if profile.name.contains(char::REPLACEMENT_CHARACTER) {
        let help = "set it again, in a terminal that uses UTF-8";
        Problem::new(Code::NOT_UTF8, "the name of the profile is not UTF-8", help)
    } else if let Err(fault) = text::check_placeholder(&profile.name, false) {
        fault.into()
    } else {
        return Ok(());
    };
    Err(Box::new(Violation::new("profile", by.clone(), problem)))
}

/// Checks that the file has the profile.
///
/// # Errors
///
/// The file has profiles and none is chosen, or the chosen one is not among them.
pub(crate) fn check(
    file: &ConfigFile,
    path: &str,
    profile: Option<&Profile>,
) -> Result<(), Box<Violation>> {
    if file.profiles.is_empty() {
        return Ok(());
    }
    let listed: Vec<_> = file.profiles.iter().map(|one| format!("`{one}`")).collect();
    let listed = listed.join(", ");
    let Some(profile) = profile else {
        let first = file.profiles.first().map_or("production", String::as_str);
        let problem = Problem::new(
            Code::PROFILE,
            format!("`{path}` has the profiles {listed}, and none is chosen"),
            format!("set `REDIS_PROFILE={first}`, or call `Sources::profile(\"{first}\")`"),
        );
        return Err(Box::new(Violation::new(
            "profile",
            Origin::Missing,
            problem,
        )));
    };
    let name = profile.name.as_str();
    let in_capitals = |one: &String| one.eq_ignore_ascii_case(name);
    let built_in = BUILT_IN.contains(&name) && !file.profiles.iter().any(in_capitals);
    if file.profiles.iter().any(|one| one == name) || built_in {
        return Ok(());
    }
    let near = suggest::nearest(name, file.profiles.iter().map(String::as_str));
    let longer = || {
        let mut profiles = file.profiles.iter();
        profiles
            .find(|one| one.starts_with(name))
            .map(String::as_str)
    };
    let help = match near.or_else(longer) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("choose one of {listed}, or add `[profile.{name}]` to the file"),
    };
    let message = format!("`{path}` has no profile `{name}`");
    let problem = Problem::new(Code::PROFILE, message, help);
    Err(Box::new(Violation::new(
        "profile",
        profile.by.clone(),
        problem,
    )))
}

/// What the sources permit in spite of the guard rail.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Permits {
    pub(crate) remote: bool,
    pub(crate) loopback: bool,
}

impl Permits {
    /// With those of the file.
    pub(crate) fn with(self, file: &ConfigFile, profile: &str) -> Self {
        let has = |rail| {
            let mut permitted = file.permitted.iter();
            permitted.any(|(one, other)| one == profile && *other == rail)
        };
        Self {
            remote: self.remote || has(Rail::Remote),
            loopback: self.loopback || has(Rail::Loopback),
        }
    }
}

/// Refuses a remote address in the profile `test`, and this machine in the profile `production`.
pub(crate) fn guard(
    profile: &Profile,
    permits: Permits,
    settings: &Settings,
) -> Result<(), (Problem, &'static str)> {
    if settings.disabled() {
        return Ok(());
    }
    let Some(rail) = Rail::of(&profile.name) else {
        return Ok(());
    };
    let (permitted, method) = match rail {
        Rail::Remote => (permits.remote, "allow_remote()"),
        Rail::Loopback => (permits.loopback, "allow_loopback()"),
    };
    let mut endpoints = settings.endpoints().iter();
    let Some(endpoint) = endpoints.find(|one| rail.refuses(one) && !permitted) else {
        return Ok(());
    };
    let (name, key) = (&profile.name, rail.key());
    let problem = Problem::new(
        Code::GUARD_RAIL,
        format!(
            "the profile is `{name}`, chosen by {}: `{endpoint}` {}",
            chosen(&profile.by),
            rail.reason()
        ),
        format!(
            "give another address, or write `{key} = true` below `[profile.{name}]`, or call `Sources::{method}`"
        ),
    );
    Err((problem, key))
}

fn chosen(by: &Origin) -> String {
    match by {
        Origin::Variable(name) => format!("`{name}`"),
        other => other.to_string(),
    }
}
