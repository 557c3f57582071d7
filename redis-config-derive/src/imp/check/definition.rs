//! What was written → what was meant, if nothing is wrong.

mod bounds;
mod features;
mod field;
mod list;
pub(crate) mod literal;
pub(crate) mod names;
mod passwords;
mod provider;
mod variables;
#[path = "../key/expected.rs"]
pub(crate) mod want;
#[path = "combinations.rs"]
mod whole;

use proc_macro2::Ident;
use quote::ToTokens;
use redis_config_rules::{Place, Setting, Topology, pem, suggest};

use crate::ast::Definition;
use crate::attr::Entry;
use crate::constant::Text;
use crate::key::{StructKey, enumerate};
use crate::model::{self, Model};
use crate::sink::Sink;
use crate::value::Value;

use want::Want;

/// A setting that the struct fixes, and where it says so.
struct Fixed<'a> {
    setting: Setting,
    entry: &'a Entry<StructKey>,
    /// Its value; `None` if it is wrong, which is noted.
    text: Option<Text>,
}

/// Checks a definition. Everything that is wrong is noted; `None` if there was anything.
pub(crate) fn check(definition: &Definition<'_>, sink: &mut Sink) -> Option<Model> {
    let before = sink.count();
    let topology = topology(definition, sink);
    let fallback = definition.attributes.find(StructKey::Fallback);
    if let Some(entry) = fallback {
        literal::flag(&entry.name, &entry.value, sink);
    }
    let name = names::name(definition, sink);
    let env = names::env(definition, &name, sink);
    let entries = definition.attributes.entries.iter();
    let fixed: Vec<Fixed<'_>> = entries
        .filter_map(|entry| match entry.key {
            StructKey::Setting(setting) => Some(Fixed {
                setting,
                entry,
                text: text(setting, entry, &definition.input.ident, sink),
            }),
            _ => None,
        })
        .collect();
    let fields = definition.fields.iter();
    let fields: Vec<_> = fields
        .map(|field| field::check(definition, field, &env, sink))
        .collect();
    parameters(definition, &fixed, &fields, sink);
    variables::check(definition, &fields, sink);
    whole::check(definition, topology, &fixed, &fields, sink);
    if sink.count() > before {
        return None;
    }
    let fields: Vec<_> = fields.into_iter().collect::<Option<_>>()?;
    Some(Model {
        passwords: passwords::of(definition, &env, &fixed, &fields),
        features: features::of(definition, &fixed, &fields),
        credentials: provider::of(&fixed, &definition.input.ident, sink),
        name,
        env,
        // Left open only by an attribute of another name, of which the compiler says so.
        topology: topology.unwrap_or(Topology::Auto),
        fallback: fallback.is_some(),
        fixed: fixed
            .into_iter()
            .map(|fixed| {
                Some(model::Fixed {
                    setting: fixed.setting,
                    text: fixed.text?,
                })
            })
            .collect::<Option<_>>()?,
        fields,
    })
}

/// Refuses numbers that only a parameter of the struct knows.
fn parameters(
    definition: &Definition<'_>,
    fixed: &[Fixed<'_>],
    fields: &[Option<model::Field>],
    sink: &mut Sink,
) {
    let generics = &definition.input.generics;
    for fixed in fixed {
        if let Some(text) = &fixed.text {
            text.check_parameter(&fixed.entry.name, generics, sink);
        }
    }
    for field in fields.iter().flatten() {
        let loaded = field.loaded.iter();
        let values = loaded.flat_map(|loaded| loaded.bounds.all());
        for text in values.flatten() {
            text.check_parameter(&field.ident, generics, sink);
        }
    }
}

/// The topology; `None` if it is wrong, which is noted.
fn topology(definition: &Definition<'_>, sink: &mut Sink) -> Option<Topology> {
    let Some(entry) = definition.attributes.find(StructKey::Topology) else {
        // It may be what somebody meant with a key that is wrong.
        return (!definition.attributes.mistaken).then_some(Topology::Standalone);
    };
    let names = || Topology::ALL.iter().map(|topology| topology.key());
    if let Value::Path(path) = &entry.value
        && let Some(last) = path.segments.last()
        && let Some(meant) = Topology::from_key(&last.ident.to_string().to_lowercase())
    {
        let help = format!("write `topology = {}`", meant.key());
        sink.error(&entry.value, "`topology` takes a word, not a path", help);
        return None;
    }
    let word = Want::word("cluster").read(&entry.name, &entry.value, sink)?;
    let topology = Topology::from_key(&word);
    if topology.is_none() {
        let help = match suggest::nearest(&word, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the topologies are {}", enumerate(names())),
        };
        sink.error(&entry.value, literal::no_such("topology", &word), help);
    }
    topology
}

/// Whether a setting holds a private key, or the path of one.
fn is_key(setting: Setting) -> bool {
    matches!(setting, Setting::TlsKey | Setting::SentinelTlsKey)
}

/// A private key in a literal.
fn key_in_source(setting: Setting, place: impl ToTokens, sink: &mut Sink) {
    let key = setting.key();
    let message =
        format!("`{key}` is a private key: here it would stand in the source and in the binary");
    let help = format!(
        "give the path of its file, or make it a field, `{key}: Option<Secret>`, and give its text in the environment"
    );
    sink.error(place, message, help);
}

/// A setting that the struct fixes: one value alone. `None` if it is wrong, which is noted.
fn text(
    setting: Setting,
    entry: &Entry<StructKey>,
    definition: &Ident,
    sink: &mut Sink,
) -> Option<Text> {
    let key = setting.key();
    if setting.info().place == Place::Field {
        let message = format!("`{key}` is loaded, not fixed on the struct");
        let kind = setting.info().kind.example_type();
        let help = format!("make it a field: `{key}: {kind}`");
        sink.error(&entry.name, message, help);
        return None;
    }
    if setting.info().secret {
        let message = format!(
            "`{key}` is a secret: fixed here it would stand in the source and in the binary"
        );
        let help = format!(
            "make it a field, `{key}: Option<Secret>`, and give its value in the environment"
        );
        sink.error(&entry.name, message, help);
        return None;
    }
    if setting == Setting::Credentials {
        return provider::read(entry, definition, sink)
            .map(|path| Text::Literal(provider::written(&path)));
    }
    let text = Want::fixed(setting).value(&entry.name, &entry.value, sink)?;
    if is_key(setting) && text.literal().is_some_and(pem::is_inline) {
        key_in_source(setting, &entry.value, sink);
        return None;
    }
    match text.literal().map(|text| setting.check_text(text)) {
        None | Some(Ok(())) => Some(text),
        Some(Err(problem)) => {
            sink.broken(entry, key, &problem, |text| setting.check_text(text));
            None
        }
    }
}
