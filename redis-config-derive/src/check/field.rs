//! One field.

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::{Place, Setting, Shape, name};

use crate::ast::Field;
use crate::attr::Entry;
use crate::check::bounds::Values;
use crate::check::literal::{self, Want};
use crate::key::{FieldKey, enumerate, settings};
use crate::model::{self, Loaded};
use crate::shape::{Guess, not_owned, unfit};
use crate::sink::Sink;

/// Checks a field; `env` is the prefix of its variable. `None` if it is wrong, which is noted.
pub(crate) fn check(field: &Field<'_>, env: &str, sink: &mut Sink) -> Option<model::Field> {
    let before = sink.count();
    let loaded = match field.attributes.find(FieldKey::Skip) {
        Some(skip) => {
            skipped(field, skip, sink);
            None
        }
        None => Some(loaded(field, env, sink)?),
    };
    (sink.count() == before).then(|| model::Field {
        ident: field.ident.clone(),
        ty: field.ty.clone(),
        loaded,
    })
}

fn skipped(field: &Field<'_>, skip: &Entry<FieldKey>, sink: &mut Sink) {
    literal::flag(&skip.name, &skip.value, sink);
    for other in &field.attributes.entries {
        if other.key != FieldKey::Skip {
            let message = format!("`{}` has no effect on a field with `skip`", other.name);
            let help = "a skipped field is never loaded: remove one of the two";
            sink.error(&other.name, message, help);
        }
    }
}

fn loaded(field: &Field<'_>, env: &str, sink: &mut Sink) -> Option<Loaded> {
    let setting = role(field, sink)?;
    owned(field, sink)?;
    let guess = Guess::of(field.ty);
    if let Some(setting) = setting {
        loadable(field, setting, sink)?;
        holds(field, setting, &guess, sink)?;
    }
    let bounds = Values {
        field,
        guess: &guess,
        setting,
    }
    .read(sink);
    Some(Loaded {
        name: field.name.clone(),
        setting,
        variable: variable(field, setting, env, sink)?,
        default: bounds.default,
        min: bounds.min,
        max: bounds.max,
        one_of: bounds.one_of,
        default_at: field
            .attributes
            .find(FieldKey::Default)
            .map_or_else(TokenStream::new, |entry| entry.value.to_token_stream()),
        integer: guess.integer,
        validate: validator(field, sink),
        doc: field.doc.clone(),
    })
}

/// What the field holds: `Some(None)` is a value of the application's own.
fn role(field: &Field<'_>, sink: &mut Sink) -> Option<Option<Setting>> {
    let extra = field.attributes.find(FieldKey::Extra);
    let bound = field.attributes.find(FieldKey::Setting);
    let named = Setting::from_key(&field.name);
    let name = &field.name;
    if let Some(extra) = extra {
        literal::flag(&extra.name, &extra.value, sink);
    }
    match (extra, bound, named) {
        (Some(_), Some(bound), _) => {
            let message = "a field is `extra` or holds a setting, not both";
            sink.error(&bound.name, message, "remove `extra` or `setting`");
            None
        }
        (Some(extra), None, Some(_)) => {
            let message = format!("`{name}` is a setting of Redis, so the field cannot be `extra`");
            let help = "remove `extra`, or give the field another name";
            sink.error(&extra.name, message, help);
            None
        }
        (Some(_), None, None) => Some(None),
        (None, Some(bound), _) => literal::setting(&bound.name, &bound.value, sink).map(Some),
        (None, None, Some(setting)) => Some(Some(setting)),
        (None, None, None) => {
            let message = format!("the field `{name}` is named after no setting");
            let help = match Setting::suggest(name) {
                Some(near) => format!(
                    "did you mean `{near}`? Rename the field, or write `#[redis(setting = {near})]`",
                    near = near.key()
                ),
                None => format!(
                    "mark a value of the application's own `#[redis(extra)]`; the settings are {}",
                    enumerate(settings())
                ),
            };
            sink.error(field.ident, message, help);
            None
        }
    }
}

/// A definition lives as long as the program: its fields own what they hold.
fn owned(field: &Field<'_>, sink: &mut Sink) -> Option<()> {
    let Some((what, help)) = not_owned(field.ty) else {
        return Some(());
    };
    let message = format!(
        "the type of `{}` {what}: a loaded value must be owned",
        field.name
    );
    sink.error(field.ty, message, help);
    None
}

/// Refuses a setting that no field holds.
fn loadable(field: &Field<'_>, setting: Setting, sink: &mut Sink) -> Option<()> {
    if setting.info().place == Place::Struct {
        let key = setting.key();
        let message = format!("`{key}` is fixed on the struct: nothing loads it");
        let help = format!(
            "write `#[redis({key} = {})]` above the struct",
            setting.info().example
        );
        sink.error(field.ident, message, help);
        return None;
    }
    Some(())
}

/// Refuses a type that visibly cannot hold the setting.
fn holds(field: &Field<'_>, setting: Setting, guess: &Guess, sink: &mut Sink) -> Option<()> {
    let Some(shape) = guess.shape else {
        return Some(());
    };
    if setting.accepts(shape) {
        return Some(());
    }
    let kind = setting.info().kind;
    let wanted = kind.example_type();
    let mut help = if guess.optional {
        format!("write `Option<{wanted}>`")
    } else {
        format!("write `{wanted}`")
    };
    if shape == Shape::Secret {
        help.push_str(": only passwords are secret");
    }
    sink.error(field.ty, unfit(&field.name, kind), help);
    None
}

/// The variable of the field: its own, else the prefix and the setting, else the prefix and the field.
fn variable(
    field: &Field<'_>,
    setting: Option<Setting>,
    env: &str,
    sink: &mut Sink,
) -> Option<String> {
    let Some(entry) = field.attributes.find(FieldKey::Env) else {
        let suffix = match setting {
            Some(setting) => setting.variable().to_owned(),
            None => field.name.to_uppercase(),
        };
        let text = format!("{env}_{suffix}");
        return legal_variable(field.ident, text, sink);
    };
    let text = Want::text("JOBS_REDIS_URL").read(&entry.name, &entry.value, sink)?;
    legal_variable(&entry.value, text, sink)
}

fn legal_variable(place: impl ToTokens, text: String, sink: &mut Sink) -> Option<String> {
    match name::variable(&text) {
        Ok(()) => Some(text),
        Err(problem) => {
            sink.problem(place, "env", &problem);
            None
        }
    }
}

fn validator(field: &Field<'_>, sink: &mut Sink) -> Option<syn::Path> {
    let entry = field.attributes.find(FieldKey::Validate)?;
    let help = "write `validate = path::to::function`; it takes a reference to the value and returns \
                `Result<(), E>`";
    literal::function(&entry.name, &entry.value, help, sink)
}
