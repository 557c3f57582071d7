//! What was written → what was meant, if nothing is wrong.

mod bounds;
mod features;
mod field;
pub(crate) mod literal;
pub(crate) mod names;
mod variables;
mod whole;

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::{Kind, Place, Setting, Topology, pem, suggest, url::RedisUrl};
use syn::Path;

use crate::ast::Definition;
use crate::attr::Entry;
use crate::constant::Text;
use crate::key::{StructKey, enumerate};
use crate::model::{self, Model};
use crate::sink::Sink;

use literal::Want;

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
    let fixed: Vec<Fixed<'_>> = definition
        .attributes
        .entries
        .iter()
        .filter_map(|entry| match entry.key {
            StructKey::Setting(setting) => Some(fixed(setting, entry, sink)),
            _ => None,
        })
        .collect();
    let fields = definition.fields.iter();
    let fields: Vec<_> = fields
        .map(|field| field::check(field, &env, sink))
        .collect();
    parameters(definition, &fixed, &fields, sink);
    variables::check(definition, &fields, sink);
    whole::check(definition, topology, &fixed, &fields, sink);
    if sink.count() > before {
        return None;
    }
    let fields: Vec<_> = fields.into_iter().collect::<Option<_>>()?;
    let passwords = passwords(definition, &fixed, &fields);
    let features = features::of(definition, &fixed, &fields);
    let credentials = fixed.iter().find_map(|fixed| {
        (fixed.setting == Setting::Credentials).then(|| provider(fixed.entry, sink))?
    });
    let fixed = fixed.into_iter();
    Some(Model {
        name,
        env,
        topology: topology?,
        fallback: fallback.is_some(),
        fixed: fixed
            .filter_map(|fixed| {
                Some(model::Fixed {
                    setting: fixed.setting,
                    text: fixed.text?,
                })
            })
            .collect(),
        fields,
        features,
        passwords,
        credentials,
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
        let values = loaded.flat_map(|loaded| [&loaded.default, &loaded.min, &loaded.max]);
        for text in values.flatten() {
            text.check_parameter(&field.ident, generics, sink);
        }
    }
}

/// The topology; `None` if it is wrong, which is noted.
fn topology(definition: &Definition<'_>, sink: &mut Sink) -> Option<Topology> {
    let Some(entry) = definition.attributes.find(StructKey::Topology) else {
        return Some(Topology::Standalone);
    };
    let word = Want::word("standalone").read(&entry.name, &entry.value, sink)?;
    let names = || Topology::ALL.iter().map(|topology| topology.key());
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

/// A setting that the struct fixes: one value alone.
fn fixed<'a>(setting: Setting, entry: &'a Entry<StructKey>, sink: &mut Sink) -> Fixed<'a> {
    let text = fixed_text(setting, entry, sink);
    Fixed {
        setting,
        entry,
        text,
    }
}

fn fixed_text(setting: Setting, entry: &Entry<StructKey>, sink: &mut Sink) -> Option<Text> {
    let key = setting.key();
    if setting.info().place == Place::Field {
        let message = format!("`{key}` is loaded, not fixed on the struct");
        let kind = setting.info().kind.example_type();
        sink.error(
            &entry.name,
            message,
            format!("make it a field: `{key}: {kind}`"),
        );
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
        return provider(entry, sink).map(|path| Text::Literal(written(&path)));
    }
    let text = Want::fixed(setting).value(&entry.name, &entry.value, sink)?;
    if is_key(setting) && text.literal().is_some_and(pem::is_inline) {
        key_in_source(setting, &entry.value, sink);
        return None;
    }
    match text.literal().map(|text| setting.check_text(text)) {
        None | Some(Ok(())) => Some(text),
        Some(Err(problem)) => {
            sink.problem(&entry.value, key, &problem);
            None
        }
    }
}

/// The function that names a provider of credentials.
fn provider(entry: &Entry<StructKey>, sink: &mut Sink) -> Option<Path> {
    let help = "write `credentials = path::to::function`; it takes a reference to the struct and returns a \
                `CredentialsProvider`, e.g. `redis_config::credentials::file(\"/run/secrets/redis\")`";
    literal::function(&entry.name, &entry.value, help, sink)
}

/// The names of a path.
fn written(path: &Path) -> String {
    let names = path.segments.iter();
    let names: Vec<String> = names.map(|one| one.ident.to_string()).collect();
    names.join("::")
}

/// The URL literals with a password in them.
fn passwords(
    definition: &Definition<'_>,
    fixed: &[Fixed<'_>],
    fields: &[model::Field],
) -> Vec<TokenStream> {
    let has = |text: &str| RedisUrl::parse(text).is_ok_and(|url| url.password.is_some());
    let on_struct = fixed.iter().filter_map(|fixed| {
        let text = fixed.text.as_ref()?.literal()?;
        let url = fixed.setting.info().kind == Kind::Url;
        (url && has(text)).then(|| fixed.entry.value.to_token_stream())
    });
    let on_fields = definition.fields.iter().filter_map(|field| {
        let entry = field.attributes.find(crate::key::FieldKey::Default)?;
        let model = fields.iter().find(|model| model.ident == *field.ident)?;
        let loaded = model.loaded.as_ref()?;
        let url = loaded.setting?.info().kind == Kind::Url;
        (url && has(loaded.default.as_ref()?.literal()?)).then(|| entry.value.to_token_stream())
    });
    on_struct.chain(on_fields).collect()
}
