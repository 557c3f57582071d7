//! `file = "redis.toml"`: every section of the file for this instance, checked by the rules that a load uses.

use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;
use redis_config_rules::file::{
    ConfigFile, Entry as Value, FileError, Format, Position, Rail, Section,
};
use redis_config_rules::nodes::Nodes;
use redis_config_rules::url::{self, RedisUrl};
use redis_config_rules::{
    Code, DEFAULT_PORT, Endpoint, Kind, Known, Problem, Setting, SettingsDraft, Shape, Topology,
    text,
};

use crate::imp::ast::Definition;
use crate::imp::attr::Text;
use crate::imp::check::given_values::Given;
use crate::imp::errors::{Errors, named};
use crate::imp::key::{Expected, StructKey};
use crate::imp::model::{Embedded, Feature};

/// Reads and checks the file. `None` if there is none, or it cannot be read, which is reported.
pub(super) fn check(
    definition: &Definition<'_>,
    instance: &str,
    topology: Option<Topology>,
    given: &[Given<'_>],
    features: &mut Vec<Feature>,
    errors: &mut Errors,
) -> Option<Embedded> {
    let entry = definition.attributes.find(StructKey::File)?;
    let path = Expected::text("redis.toml").read(&entry.name, &entry.value, errors)?;
    let place = entry.value.place(&entry.name);
    let root = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let absolute = Path::new(&root).join(&path);
    let text = match fs::read_to_string(&absolute) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("the file `{path}` cannot be read: {}", error.kind());
            let help = "the path starts at the directory of `Cargo.toml`";
            return errors.refuse(place, message, help);
        }
    };
    let file = match ConfigFile::parse(&text, Format::of(&path)) {
        Ok(file) => file,
        Err(FileError { at, problem }) => {
            let message = format!("{path}:{at}: {}", problem.message);
            return errors.refuse(place, message, problem.help);
        }
    };
    let mut report = Report {
        path: &path,
        place: place.clone(),
        errors,
    };
    let keys: Vec<_> = given
        .iter()
        .filter(|one| one.field.is_some())
        .map(key)
        .collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    let fixed = given.iter().filter(|one| one.field.is_none());
    let fixed: Vec<_> = fixed.filter_map(|one| Some(one.setting?.key())).collect();
    let instances = file.wrong_instances(instance, &[]);
    for wrong in instances
        .iter()
        .chain(&file.wrong_keys(instance, &keys, &fixed))
    {
        report.add(wrong.at, wrong.profile.as_deref(), "", &wrong.problem);
    }
    for section in file.sections.iter().filter(|one| one.instance == instance) {
        values(section, given, &mut report);
        if let Some(topology) = topology {
            combinations(section, topology, given, &mut report);
        }
        guard(&file, section, &mut report);
    }
    let secure = file
        .sections
        .iter()
        .filter(|one| one.instance == instance)
        .flat_map(|one| &one.entries)
        .find_map(|entry| Setting::from_key(&entry.key)?.tls_scheme(&entry.text));
    features.extend(secure.map(|scheme| Feature {
        place,
        what: format!("`{scheme}://` in `{path}`"),
        insecure: false,
    }));
    Some(Embedded {
        path,
        absolute: absolute.to_string_lossy().into_owned(),
    })
}

/// The guard rail of the profile, for the address of its section.
fn guard(file: &ConfigFile, section: &Section, report: &mut Report<'_>) {
    let Some(profile) = section.profile.as_deref() else {
        return;
    };
    let Some(rail) = Rail::of(profile) else {
        return;
    };
    let permits = |(name, one): &(String, Rail)| name == profile && *one == rail;
    let text = |setting: Setting| {
        let mut entries = section.entries.iter();
        entries.find(|entry| entry.key == setting.key())
    };
    if file.permitted.iter().any(permits) || text(Setting::Disabled).is_some() {
        return;
    }
    for setting in [Setting::Url, Setting::Host, Setting::Nodes] {
        let Some(entry) = text(setting) else { continue };
        // A mistake in the address is reported already.
        let servers = match setting {
            Setting::Url => RedisUrl::parse(&entry.text).map(|url| url.endpoints),
            Setting::Nodes => Nodes::parse(&entry.text, DEFAULT_PORT).map(|nodes| nodes.endpoints),
            _ => url::host(&entry.text).map(|host| {
                let port = DEFAULT_PORT;
                vec![Endpoint::Tcp { host, port }]
            }),
        };
        let servers = servers.unwrap_or_default();
        if let Some(server) = servers.iter().find(|one| rail.refuses(one)) {
            let shown = match (setting, server) {
                (Setting::Host, Endpoint::Tcp { host, .. }) => host.clone(),
                _ => server.to_string(),
            };
            let problem = Problem::new(
                Code::GUARD_RAIL,
                format!("`{shown}` {}", rail.reason()),
                format!(
                    "give another address, or write `{} = true` below `[profile.{profile}]`",
                    rail.key()
                ),
            );
            report.add(entry.at, Some(profile), setting.key(), &problem);
        }
    }
}

/// The key of a value in a file.
fn key(given: &Given<'_>) -> String {
    match (given.setting, given.field) {
        (Some(setting), _) => setting.key().to_owned(),
        (None, Some(field)) => field.name.clone(),
        (None, None) => given.name.to_string(),
    }
}

/// The value of a field in a section.
fn value<'a>(section: &'a Section, given: &Given<'_>) -> Option<&'a Value> {
    let key = key(given);
    section.entries.iter().find(|entry| entry.key == key)
}

/// The errors of a file, at the attribute.
struct Report<'a> {
    path: &'a str,
    place: TokenStream,
    errors: &'a mut Errors,
}

impl Report<'_> {
    fn add(&mut self, at: Position, profile: Option<&str>, subject: &str, problem: &Problem) {
        let profile = profile.map_or(String::new(), |name| format!(" (profile {name})"));
        let message = match subject {
            "" => problem.message.clone(),
            subject => named(subject, problem),
        };
        let message = format!("{}:{at}{profile}: {message}", self.path);
        self.errors.add(&self.place, message, &problem.help);
    }
}

/// Each value alone: its bounds, and no secret that would become part of the program. The rule of a setting follows in
/// [`combinations`].
fn values(section: &Section, given: &[Given<'_>], report: &mut Report<'_>) {
    for one in given {
        let (Some(field), Some(entry)) = (one.field, value(section, one)) else {
            continue;
        };
        let profile = section.profile.as_deref();
        let kind = one.setting.map(|setting| setting.info().kind);
        if kind == Some(Kind::Secret) || field.shape == Some(Shape::Secret) && kind.is_none() {
            let problem = Problem::new(
                Code::CONFIG_FILE,
                format!("the program would contain the secret `{}`", entry.key),
                format!(
                    "write `{}_file` with the path of a file that holds it, or set the variable `{}`",
                    entry.key, field.variable
                ),
            );
            report.add(entry.key_at, profile, "", &problem);
            continue;
        }
        let (Some(shape), false) = (field.shape, kind == Some(Kind::Pem)) else {
            continue;
        };
        let literal =
            |text: &'_ Option<Text>| text.as_ref().and_then(Text::literal).map(str::to_owned);
        let (min, max) = (literal(&field.bounds.min), literal(&field.bounds.max));
        let one_of: Vec<_> = field.bounds.one_of.iter().map(String::as_str).collect();
        let by_rule = one
            .setting
            .map_or(Ok(()), |one| one.check_text(&entry.text));
        let checked =
            text::check_bounds(shape, &entry.text, min.as_deref(), max.as_deref(), &one_of);
        // The rule of the setting is reported with the combinations.
        if let (Ok(()), Err(problem)) = (by_rule, checked) {
            report.add(entry.at, profile, &entry.key, &problem.into());
        }
    }
}

/// The values of a section together, with the constants of the struct. Other fields have values of other sources.
fn combinations(
    section: &Section,
    topology: Topology,
    given: &[Given<'_>],
    report: &mut Report<'_>,
) {
    let own = |one: &Given<'_>| one.field.is_some() && value(section, one).is_some();
    let mine: Vec<Setting> = given
        .iter()
        .filter(|one| own(one))
        .filter_map(|one| one.setting)
        .collect();
    let conflicts = |setting: Setting| {
        let conflicts = |one: Setting, other: Setting| one.info().conflicts.contains(&other);
        mine.iter()
            .any(|one| conflicts(*one, setting) || conflicts(setting, *one))
    };
    let entries = given.iter().filter_map(|one| {
        let setting = one.setting?;
        let known = match (one.field, value(section, one)) {
            (None, _) => one.literal().map_or(Known::Later, Known::Text),
            (Some(_), Some(entry)) => Known::Text(&entry.text),
            // A weaker source gives way.
            (Some(_), None) if conflicts(setting) => return None,
            (Some(_), None) => Known::Later,
        };
        Some((setting, known))
    });
    let draft = SettingsDraft {
        topology,
        entries: entries.collect(),
    };
    for found in draft.check().err().unwrap_or_default() {
        let entry = |setting: Setting| {
            let of_setting = |entry: &&Value| entry.key == setting.key();
            section.entries.iter().find(of_setting)
        };
        // A mistake of the definition itself is reported elsewhere.
        let Some(entry) = entry(found.setting).or_else(|| entry(found.with?)) else {
            continue;
        };
        let profile = section.profile.as_deref();
        report.add(entry.at, profile, found.setting.key(), &found.problem);
    }
}
