//! What holds between several settings of one definition.

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::draft::{Draft, Found, Known};
use redis_config_rules::{Code, Setting, Topology};

use crate::ast::{self, Definition};
use crate::check::Fixed;
use crate::constant::Text;
use crate::key::FieldKey;
use crate::model::Field;
use crate::shape::Guess;
use crate::sink::Sink;

/// One setting that is given somewhere.
struct Given<'a> {
    setting: Setting,
    known: Known<'a>,
    /// Where to put the blame for its value.
    place: TokenStream,
    /// `the field `x`` or `the struct`.
    owner: String,
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
            sink.error(&next.place, message, help);
            continue;
        }
        given.push(next);
    }
    // A setting may be lacking only because the words that give it were wrong.
    let complete = sink.count() == 0;
    let Some(topology) = topology else {
        // The rules between settings are those of a topology.
        return;
    };
    // What may stay unset is in no one's way, but set it must have a meaning.
    for one in given.iter().filter(|one| one.optional) {
        if let Err(problem) = one.setting.check_topology(topology) {
            sink.problem(&one.place, one.setting.key(), &problem);
        }
    }
    let draft = Draft {
        topology,
        entries: given
            .iter()
            .filter(|one| !one.optional)
            .map(|one| (one.setting, one.known))
            .collect(),
    };
    for found in draft.check().err().into_iter().flatten() {
        report(definition, &given, complete, &found, sink);
    }
}

fn report(
    definition: &Definition<'_>,
    given: &[Given<'_>],
    complete: bool,
    found: &Found,
    sink: &mut Sink,
) {
    let lacking = [
        Code::ENDPOINT_MISSING,
        Code::REQUIRES,
        Code::MISSING,
        Code::TLS_OFF,
        Code::CLUSTER_DATABASE,
    ]
    .contains(&found.problem.code);
    // What is lacking may be given by an optional field, or by one with a mistake that was reported already.
    let may_give = |one: &Given<'_>| one.optional && may_give(one.setting, found);
    if lacking && (!complete || given.iter().any(may_give)) {
        return;
    }
    let place = given.iter().find(|one| one.setting == found.setting);
    match place {
        Some(place) => sink.problem(&place.place, found.setting.key(), &found.problem),
        None => {
            let ident = &definition.input.ident;
            sink.problem(ident, &ident.to_string(), &found.problem);
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
    match (found.problem.code, found.setting) {
        (Code::ENDPOINT_MISSING, _) => ADDRESS.contains(&setting),
        (Code::REQUIRES, Setting::Master) => matches!(setting, Setting::Master | Setting::Url),
        _ => true,
    }
}

fn from_struct<'a>(fixed: &'a Fixed<'_>) -> Given<'a> {
    Given {
        setting: fixed.setting,
        // A value that is wrong was reported: what remains is that there is one.
        known: known(fixed.text.as_ref()),
        place: fixed.entry.name.to_token_stream(),
        owner: "the struct".to_owned(),
        optional: false,
    }
}

fn from_field<'a>(written: &ast::Field<'_>, field: Option<&'a Field>) -> Option<Given<'a>> {
    let loaded = field?.loaded.as_ref()?;
    let default = written.attributes.find(FieldKey::Default);
    Some(Given {
        setting: loaded.setting?,
        known: known(loaded.default.as_ref()),
        place: default.map_or_else(
            || written.ident.to_token_stream(),
            |entry| entry.value.to_token_stream(),
        ),
        owner: format!("the field `{}`", loaded.name),
        optional: Guess::of(written.ty).optional,
    })
}

/// What the macro sees of a value.
fn known(text: Option<&Text>) -> Known<'_> {
    text.and_then(Text::literal)
        .map_or(Known::Later, Known::Text)
}
