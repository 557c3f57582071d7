//! A definition as it was written → what it means, if nothing is wrong.

use redis_config_rules::{Setting, Topology, suggest};

use crate::imp::ast::Definition;
use crate::imp::attr::Value;
use crate::imp::check::fixed_settings::{self, Fixed};
use crate::imp::check::{
    combinations, config_file, features, field, given_values, literal, names, passwords, variables,
};
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, StructKey, enumerate};
use crate::imp::model::{self, Model};

/// Checks a definition. Every mistake is reported; `None` if there was one.
pub(crate) fn check(definition: &Definition<'_>, errors: &mut Errors) -> Option<Model> {
    let before = errors.count();
    let ident = &definition.input.ident;
    let topology = topology(definition, errors);
    let fallback = definition.attributes.find(StructKey::Fallback);
    if let Some(entry) = fallback {
        literal::flag(&entry.name, &entry.value, errors);
    }
    let name = names::name(definition, errors);
    let env = names::env(definition, &name, errors);
    let entries = definition.attributes.entries.iter();
    let fixed = entries.filter_map(|entry| match entry.key {
        StructKey::Setting(setting) => Some(Fixed {
            setting,
            entry,
            text: fixed_settings::text(setting, entry, ident, errors),
        }),
        _ => None,
    });
    let fixed: Vec<Fixed<'_>> = fixed.collect();
    let fields = definition.fields.iter();
    let fields = fields.map(|field| field::check(definition, field, &env, errors));
    let fields: Vec<_> = fields.collect();
    parameters(definition, &fixed, &fields, errors);
    variables::check(definition, &fields, errors);
    let given = given_values::all(definition, &fixed, &fields);
    combinations::check(definition, topology, &given, errors);
    let mut features = features::of(&given);
    let file = config_file::check(definition, &name, topology, &given, &mut features, errors);
    if errors.count() > before {
        return None;
    }
    let passwords = passwords::of(&env, &given);
    let credentials = fixed.iter().find(|one| one.setting == Setting::Credentials);
    let credentials =
        credentials.and_then(|one| fixed_settings::provider(one.entry, ident, errors));
    let fixed = fixed.into_iter().map(|one| Some((one.setting, one.text?)));
    Some(Model {
        name,
        env,
        // Unknown only because of an attribute with another name, which the compiler reports.
        topology: topology.unwrap_or(Topology::Auto),
        fallback: fallback.is_some(),
        fixed: fixed.collect::<Option<_>>()?,
        fields: fields.into_iter().collect::<Option<_>>()?,
        features,
        passwords,
        credentials,
        file,
    })
}

/// Refuses numbers that depend on a parameter of the struct.
fn parameters(
    definition: &Definition<'_>,
    fixed: &[Fixed<'_>],
    fields: &[Option<model::Field>],
    errors: &mut Errors,
) {
    let fixed = fixed
        .iter()
        .filter_map(|one| Some((&one.entry.name, one.text.as_ref()?)));
    let fields = fields.iter().flatten().flat_map(|field| {
        let loaded = field.loaded.iter();
        let texts = loaded.flat_map(|loaded| loaded.bounds.all()).flatten();
        texts.map(|text| (&field.ident, text))
    });
    for (name, text) in fixed.chain(fields) {
        text.check_parameter(name, &definition.input.generics, errors);
    }
}

/// The topology; `None` if it is wrong, which is reported.
fn topology(definition: &Definition<'_>, errors: &mut Errors) -> Option<Topology> {
    let Some(entry) = definition.attributes.find(StructKey::Topology) else {
        // A misspelled key may have been meant for it.
        return (!definition.attributes.mistaken).then_some(Topology::Standalone);
    };
    let names = || Topology::ALL.iter().map(|topology| topology.key());
    if let Value::Path(path) = &entry.value
        && let Some(last) = path.segments.last()
        && let Some(meant) = Topology::from_key(&last.ident.to_string().to_lowercase())
    {
        // `topology = Topology::Cluster`
        let help = format!("write `topology = {}`", meant.key());
        return errors.refuse(&entry.value, "`topology` takes a word, not a path", help);
    }
    let word = Expected::word("cluster").read(&entry.name, &entry.value, errors)?;
    Topology::from_key(&word).or_else(|| {
        let help = match suggest::nearest(&word, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the topologies are {}", enumerate(names())),
        };
        errors.refuse(&entry.value, literal::no_such("topology", &word), help)
    })
}
