//! Rules between several settings of one definition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use redis_config_rules::draft::{Found, Known, SettingsDraft};
use redis_config_rules::{Code, Setting, Topology};

use crate::imp::ast::Definition;
use crate::imp::check::given_values::Given;
use crate::imp::errors::Errors;
use crate::imp::key::Expected;

/// Checks the definition as a whole.
pub(super) fn check(
    definition: &Definition<'_>,
    topology: Option<Topology>,
    all: &[Given<'_>],
    errors: &mut Errors,
) {
    let mut given: Vec<(Setting, &Given<'_>)> = Vec::new();
    for one in all {
        let Some(setting) = one.setting else { continue };
        match given.iter().find(|(first, _)| *first == setting) {
            // `#[redis(port = 6380)] struct Jobs { port: u16 }`
            Some((_, first)) => {
                let (key, first, second) = (setting.key(), owner(first), owner(one));
                let message = format!("`{key}` is set by {first} and by {second}");
                let help =
                    "a setting is fixed on the struct or held by one field: remove one of the two";
                errors.add(one.name, message, help);
            }
            None => given.push((setting, one)),
        }
    }
    // A setting may be missing only because its key is misspelled.
    let complete = errors.count() == 0 && !definition.is_mistaken();
    // The rules between settings depend on the topology.
    let Some(topology) = topology else { return };
    let whole = Whole {
        definition,
        topology,
        given,
        complete,
    };
    let optional = whole.given.iter().filter(|(_, one)| one.is_optional());
    let found = optional.flat_map(|(setting, _)| whole.check_optional(*setting));
    let mut found: Vec<Found> = found.collect();
    found.extend(whole.check());
    for found in &found {
        whole.report(found, errors);
    }
}

/// The part of the definition that gives a value.
fn owner(given: &Given<'_>) -> String {
    match given.field {
        Some(field) => format!("the field `{}`", field.name),
        None => "the struct".to_owned(),
    }
}

/// The part of a value that the macro sees.
fn known<'a>(given: &'a Given<'_>) -> Known<'a> {
    given.literal().map_or(Known::Later, Known::Text)
}

/// All settings that are given, with a topology.
struct Whole<'a> {
    definition: &'a Definition<'a>,
    topology: Topology,
    given: Vec<(Setting, &'a Given<'a>)>,
    /// No mistake was reported that may hide a setting.
    complete: bool,
}

impl Whole<'_> {
    fn draft<'b>(&self, entries: impl Iterator<Item = (Setting, Known<'b>)>) -> Vec<Found> {
        let draft = SettingsDraft {
            topology: self.topology,
            entries: entries.collect(),
        };
        draft.check().err().unwrap_or_default()
    }

    /// The settings that are given in any case.
    fn sure(&self) -> impl Iterator<Item = &(Setting, &Given<'_>)> {
        self.given.iter().filter(|(_, one)| !one.is_optional())
    }

    /// The mistakes of the settings that are given in any case.
    fn check(&self) -> Vec<Found> {
        self.draft(self.sure().map(|(setting, one)| (*setting, known(one))))
    }

    /// The mistakes of a field that may stay unset. Unset it conflicts with nothing, but it must be possible to set it,
    /// whatever the other fields hold: `#[redis(socket = "/run/redis.sock")] struct Jobs { port: Option<u16> }`.
    fn check_optional(&self, optional: Setting) -> Vec<Found> {
        let entries = self.sure().map(|(setting, one)| match one.field {
            None => (*setting, known(one)),
            Some(_) => (*setting, Known::Later),
        });
        let mut found = self.draft(entries.chain([(optional, Known::Later)]));
        // Other fields do not count: a server that a source names replaces the default server completely.
        let is_fixed = |setting| {
            let mut given = self.given.iter();
            given.any(|(one, given)| given.field.is_none() && *one == setting)
        };
        found.retain(|found| found.setting == optional && found.with.is_none_or(is_fixed));
        found
    }

    fn report(&self, found: &Found, errors: &mut Errors) {
        let is_missing = found.lacks.is_some() || found.problem.code == Code::CLUSTER_DATABASE;
        // An optional field may give what is missing, or one whose mistake was already reported.
        let mut optional = self.given.iter().filter(|(_, one)| one.is_optional());
        let may_be_given = !self.complete || optional.any(|(one, _)| may_give(*one, found));
        if is_missing && may_be_given {
            return;
        }
        let key = found.setting.key();
        let mut problem = found.problem.clone();
        if let Some(lacks) = found.lacks {
            problem.help = self.give(lacks, found.setting);
        }
        let mut given = self.given.iter();
        let Some((_, given)) = given.find(|(one, _)| *one == found.setting) else {
            let ident = &self.definition.input.ident;
            return errors.problem(ident, &ident.to_string(), &problem);
        };
        if given.is_optional() {
            let message = &problem.message;
            problem.message = match found.lacks {
                Some(lacks) => format!("`{key}` can be set, but nothing can set `{}`", lacks.key()),
                None => message.replacen("` is set, but", "` can be set, but", 1),
            };
        }
        errors.problem(place(given, found), key, &problem);
    }

    /// How a definition can give a setting that is missing.
    fn give(&self, lacks: Setting, to: Setting) -> String {
        let (key, info) = (lacks.key(), lacks.info());
        let ty = info.kind.example_type();
        let or = (to != lacks).then(|| format!(", or remove `{}`", to.key()));
        let or = or.unwrap_or_default();
        if info.secret {
            return format!("add the field `{key}: Option<{ty}>`{or}");
        }
        let usage = match (lacks, self.topology) {
            // The example in the table is a cluster.
            (Setting::Nodes, Topology::Sentinel) => {
                "nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]".to_owned()
            }
            _ => Expected::fixed(lacks).usage(&Ident::new(key, Span::mixed_site())),
        };
        format!("add the field `{key}: {ty}`, or write `#[redis({usage})]` above the struct{or}")
    }
}

/// The value, if it is wrong in itself or for the topology. The name, if two settings conflict or one needs another.
fn place(given: &Given<'_>, found: &Found) -> TokenStream {
    let by_name = found.with.is_some()
        || found.lacks.is_some()
        || found.problem.code == Code::TOPOLOGY && found.setting != Setting::Url;
    match given.value.filter(|_| !by_name) {
        Some(value) => value.item(found.problem.item()).to_token_stream(),
        None => given.name.to_token_stream(),
    }
}

/// Whether a setting, once it has a value, can fix what is missing.
fn may_give(setting: Setting, found: &Found) -> bool {
    const ADDRESS: [Setting; 5] = [
        Setting::Url,
        Setting::Host,
        Setting::Port,
        Setting::Socket,
        Setting::Nodes,
    ];
    match (found.problem.code, found.setting, found.lacks) {
        (Code::ENDPOINT_MISSING, ..) => ADDRESS.contains(&setting),
        (Code::REQUIRES, Setting::Master, _) => matches!(setting, Setting::Master | Setting::Url),
        // A URL may contain the password of a user, or turn TLS on.
        (_, _, Some(lacks)) => setting == lacks || matches!(setting, Setting::Url | Setting::Nodes),
        _ => setting == Setting::NumberedDatabases,
    }
}
