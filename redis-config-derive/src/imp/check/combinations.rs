//! What holds between several settings of one definition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use redis_config_rules::draft::{Draft, Found, Known};
use redis_config_rules::{Code, Setting, Topology};

use crate::ast::{self, Definition};
use crate::check::Fixed;
use crate::check::want::Want;
use crate::constant::Text;
use crate::key::FieldKey;
use crate::model::Field;
use crate::shape::Guess;
use crate::sink::Sink;
use crate::value::Value;

/// One setting that is given somewhere.
struct Given<'a> {
    setting: Setting,
    known: Known<'a>,
    /// Where its name stands.
    name: TokenStream,
    /// Its value, if it is written.
    value: Option<&'a Value>,
    /// `the field `x`` or `the struct`.
    owner: String,
    /// The struct fixes it.
    fixed: bool,
    /// It may stay unset: then it is in no one's way.
    optional: bool,
}

/// Checks the definition as a whole.
pub(crate) fn check(
    definition: &Definition<'_>,
    topology: Option<Topology>,
    fixed: &[Fixed<'_>],
    fields: &[Option<Field>],
    sink: &mut Sink,
) {
    let mut given: Vec<Given<'_>> = fixed.iter().map(from_struct).collect();
    let pairs = definition.fields.iter().zip(fields);
    for next in pairs.filter_map(|(written, field)| from_field(written, field.as_ref())) {
        if let Some(first) = given.iter().find(|first| first.setting == next.setting) {
            let message = format!(
                "`{}` is set by {} and by {}",
                next.setting.key(),
                first.owner,
                next.owner
            );
            let help =
                "a setting is fixed on the struct or held by one field: remove one of the two";
            sink.error(&next.name, message, help);
            continue;
        }
        given.push(next);
    }
    // A setting may be lacking only because the words that give it were wrong.
    let complete = sink.count() == 0 && !definition.is_mistaken();
    let Some(topology) = topology else {
        // The rules between settings are those of a topology.
        return;
    };
    let whole = Whole {
        definition,
        topology,
        given,
        complete,
    };
    // What may stay unset is in no one's way, but there must be a way to set it rightly.
    for one in whole.given.iter().filter(|one| one.optional) {
        for found in whole.check_optional(one) {
            whole.report(&found, sink);
        }
    }
    for found in whole.check() {
        whole.report(&found, sink);
    }
}

/// All that is given, with a topology.
struct Whole<'a> {
    definition: &'a Definition<'a>,
    topology: Topology,
    given: Vec<Given<'a>>,
    /// No mistake was reported that may hide a setting.
    complete: bool,
}

impl Whole<'_> {
    fn draft<'b>(&self, entries: impl Iterator<Item = (Setting, Known<'b>)>) -> Vec<Found> {
        let draft = Draft {
            topology: self.topology,
            entries: entries.collect(),
        };
        draft.check().err().unwrap_or_default()
    }

    /// What is wrong with the settings that are sure to be given.
    fn check(&self) -> Vec<Found> {
        let sure = self.given.iter().filter(|one| !one.optional);
        self.draft(sure.map(|one| (one.setting, one.known)))
    }

    /// What is wrong with one that may stay unset, whatever the other fields hold.
    fn check_optional(&self, one: &Given<'_>) -> Vec<Found> {
        let others = self.given.iter().filter(|one| !one.optional);
        let entries = others.chain([one]).map(|one| match one.fixed {
            true => (one.setting, one.known),
            false => (one.setting, Known::Later),
        });
        let mut found = self.draft(entries);
        // A field gives way: what a source says of a server replaces a default whole.
        let is_fixed = |setting| {
            self.given
                .iter()
                .any(|given| given.fixed && given.setting == setting)
        };
        found.retain(|found| found.setting == one.setting && found.with.is_none_or(is_fixed));
        found
    }

    fn report(&self, found: &Found, sink: &mut Sink) {
        let lacking = found.lacks.is_some() || found.problem.code == Code::CLUSTER_DATABASE;
        // What is lacking may be given by an optional field, or by one with a mistake that was reported already.
        let mut optional = self.given.iter().filter(|one| one.optional);
        if lacking && (!self.complete || optional.any(|one| may_give(one.setting, found))) {
            return;
        }
        let given = self.given.iter().find(|one| one.setting == found.setting);
        let mut problem = found.problem.clone();
        if let Some(lacks) = found.lacks {
            problem.help = self.give(lacks, found.setting);
        }
        if given.is_some_and(|given| given.optional) {
            let key = found.setting.key();
            problem.message = match found.lacks {
                Some(lacks) => format!("`{key}` can be set, but nothing can set `{}`", lacks.key()),
                None => problem
                    .message
                    .replacen("` is set, but", "` can be set, but", 1),
            };
        }
        match given {
            Some(given) => sink.problem(given.place(found), found.setting.key(), &problem),
            None => {
                let ident = &self.definition.input.ident;
                sink.problem(ident, &ident.to_string(), &problem);
            }
        }
    }

    /// How a definition gives what is lacking.
    fn give(&self, lacks: Setting, to: Setting) -> String {
        let (key, info) = (lacks.key(), lacks.info());
        let path = info.kind.example_type();
        let ty = path.rsplit("::").next().unwrap_or(path);
        let or = match to == lacks {
            true => String::new(),
            false => format!(", or remove `{}`", to.key()),
        };
        if info.secret {
            return format!("add the field `{key}: Option<{ty}>`{or}");
        }
        let usage = match (lacks, self.topology) {
            // The table has nodes of a cluster.
            (Setting::Nodes, Topology::Sentinel) => {
                "nodes = [\"10.0.0.1:26379\", \"10.0.0.2:26379\"]".to_owned()
            }
            _ => Want::fixed(lacks).usage(&Ident::new(key, Span::mixed_site())),
        };
        format!("add the field `{key}: {ty}`, or write `#[redis({usage})]` above the struct{or}")
    }
}

impl Given<'_> {
    /// The value, where it is wrong in itself or against the topology; where two settings are in each other's way or one
    /// needs another, the name.
    fn place(&self, found: &Found) -> TokenStream {
        let by_name = found.with.is_some()
            || found.lacks.is_some()
            || found.problem.code == Code::TOPOLOGY && found.setting != Setting::Url;
        match self.value.filter(|_| !by_name) {
            Some(value) => value.item(found.problem.item()).to_token_stream(),
            None => self.name.clone(),
        }
    }
}

/// Whether a setting, once it has a value, can mend what is lacking.
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
        // A URL may hold the password of a user, or say that the link is encrypted.
        (_, _, Some(lacks)) => setting == lacks || matches!(setting, Setting::Url | Setting::Nodes),
        _ => setting == Setting::NumberedDatabases,
    }
}

fn from_struct<'a>(fixed: &'a Fixed<'_>) -> Given<'a> {
    Given {
        setting: fixed.setting,
        // A value that is wrong was reported: what remains is that there is one.
        known: known(fixed.text.as_ref()),
        name: fixed.entry.name.to_token_stream(),
        value: Some(&fixed.entry.value),
        owner: "the struct".to_owned(),
        fixed: true,
        optional: false,
    }
}

fn from_field<'a>(written: &'a ast::Field<'_>, field: Option<&'a Field>) -> Option<Given<'a>> {
    let loaded = field?.loaded.as_ref()?;
    let default = written.attributes.find(FieldKey::Default);
    Some(Given {
        setting: loaded.setting?,
        known: known(loaded.bounds.default.as_ref()),
        name: written.ident.to_token_stream(),
        value: default.map(|entry| &entry.value),
        owner: format!("the field `{}`", loaded.name),
        fixed: false,
        optional: Guess::of(written.ty).optional,
    })
}

/// What the macro sees of a value.
fn known(text: Option<&Text>) -> Known<'_> {
    text.and_then(Text::literal)
        .map_or(Known::Later, Known::Text)
}
