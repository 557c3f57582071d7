//! One field.

use redis_config_rules::{Place, Problem, Setting, Shape, name};

use crate::ast::{Definition, Field};
use crate::attr::Entry;
use crate::check::bounds::Values;
use crate::check::literal;
use crate::check::want::Want;
use crate::key::{FieldKey, LISTED, meant};
use crate::model::{self, Loaded};
use crate::shape::{Guess, fitting, last, not_owned};
use crate::sink::{Sink, instead};

/// Checks a field; `env` is the prefix of its variable. `None` if it is wrong, which is noted.
pub(crate) fn check(
    definition: &Definition<'_>,
    field: &Field<'_>,
    env: &str,
    sink: &mut Sink,
) -> Option<model::Field> {
    let before = sink.count();
    let loaded = match field.attributes.find(FieldKey::Skip) {
        Some(skip) => {
            skipped(field, skip, sink);
            None
        }
        None => Some(loaded(definition, field, env, sink)?),
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

fn loaded(
    definition: &Definition<'_>,
    field: &Field<'_>,
    env: &str,
    sink: &mut Sink,
) -> Option<Loaded> {
    let setting = role(field, sink)?;
    owned(field, setting, sink)?;
    let guess = Guess::of(field.ty);
    if let Some(setting) = setting {
        loadable(definition, field, setting, sink)?;
    }
    let values = Values {
        field,
        guess: &guess,
        setting,
    };
    let bounds = values.read(sink);
    if let Some(setting) = setting {
        holds(field, setting, &guess, bounds.reach(setting), sink)?;
    }
    Some(Loaded {
        name: field.name.clone(),
        setting,
        variable: variable(field, setting, env, sink)?,
        bounds,
        shape: guess.shape,
        optional: guess.optional,
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
        (None, Some(bound), named) => {
            let setting = literal::setting(&bound.name, &bound.value, sink)?;
            if named.is_some_and(|named| named != setting) {
                let key = setting.key();
                let message =
                    format!("the field `{name}` is named after another setting than `{key}`");
                let help = format!("rename the field to `{key}`, or remove `setting`");
                sink.error(&bound.value, message, help);
                return None;
            }
            Some(Some(setting))
        }
        (None, None, Some(setting)) => Some(Some(setting)),
        // The key that says what it holds may be among those that are wrong.
        (None, None, None) if field.attributes.mistaken => None,
        (None, None, None) => {
            no_role(field, sink);
            None
        }
    }
}

/// A field that holds nothing that we know of.
fn no_role(field: &Field<'_>, sink: &mut Sink) {
    let name = &field.name;
    if last(field.ty).is_some_and(|ty| ty.ident == "Handle") {
        let message = format!("`{name}` is a handle, which nobody loads");
        let help =
            "a struct of handles has `#[derive(RedisConnections)]` in place of `RedisConfig`";
        return sink.error(field.ident, message, help);
    }
    let message = format!("the field `{name}` is named after no setting");
    let help = match Setting::suggest(name) {
        Some(near) => format!(
            "{} Rename the field, or write `#[redis(setting = {})]`; a value of the application's own is marked \
             `#[redis(extra)]`",
            meant(name, near),
            near.key()
        ),
        None => {
            format!(
                "mark a value of the application's own `#[redis(extra)]`; the settings are {LISTED}",
            )
        }
    };
    sink.error(field.ident, message, help);
}

/// A definition lives as long as the program: its fields own what they hold.
fn owned(field: &Field<'_>, setting: Option<Setting>, sink: &mut Sink) -> Option<()> {
    let kind = setting.map(|setting| setting.info().kind);
    let Some((what, help)) = not_owned(field.ty, kind) else {
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
fn loadable(
    definition: &Definition<'_>,
    field: &Field<'_>,
    setting: Setting,
    sink: &mut Sink,
) -> Option<()> {
    if setting.info().place == Place::Struct {
        let key = setting.key();
        let message = format!("`{key}` is fixed on the struct: nothing loads it");
        let help = match setting {
            Setting::Credentials => super::provider::help(&definition.input.ident),
            _ => format!(
                "write `#[redis({key} = {})]` above the struct",
                setting.info().example
            ),
        };
        sink.error(field.ident, message, help);
        return None;
    }
    Some(())
}

/// Refuses a type that visibly cannot hold the setting.
fn holds(
    field: &Field<'_>,
    setting: Setting,
    guess: &Guess,
    most: i128,
    sink: &mut Sink,
) -> Option<()> {
    let message = match guess.holds(setting, &field.name, most) {
        Ok(()) => return Some(()),
        Err(message) => message,
    };
    let mut help = fitting(setting, most, guess.optional);
    if guess.shape == Some(Shape::Secret) {
        help.push_str(": only passwords are secret");
    }
    sink.error(field.ty, message, help);
    None
}

/// The variable of the field: its own, else the prefix and the setting, else the prefix and the field.
fn variable(
    field: &Field<'_>,
    setting: Option<Setting>,
    env: &str,
    sink: &mut Sink,
) -> Option<String> {
    let suffix = match setting {
        Some(setting) => setting.variable().to_owned(),
        None => field.name.to_uppercase(),
    };
    let usual = format!("{env}_{suffix}");
    let Some(entry) = field.attributes.find(FieldKey::Env) else {
        if let Err(problem) = name::variable(&usual) {
            let message = format!(
                "the field `{}` gives no name to its variable: {}",
                field.name, problem.message
            );
            let meant = instead(&problem).unwrap_or("JOBS_REDIS_OWN");
            let help = format!("write `#[redis(env = {meant:?})]` above it");
            sink.error(field.ident, message, help);
            return None;
        }
        return Some(usual);
    };
    let text = Want::text("REDIS_URL").read(&entry.name, &entry.value, sink)?;
    let help = format!("remove it: `{usual}` is read without it");
    let is_suffix = |text: &str| setting.is_some() && text == suffix;
    match name::variable(&text) {
        // What is meant is the end of the usual name.
        Ok(()) if is_suffix(&text) => {
            let message =
                format!("`env` of a field is the whole name of its variable, not `{text}` alone");
            sink.error(&entry.value, message, help);
        }
        Ok(()) => return Some(text),
        Err(problem) if instead(&problem).is_some_and(is_suffix) => {
            let problem = Problem::new(problem.code, problem.message, help);
            sink.problem(&entry.value, "env", &problem);
        }
        Err(problem) => sink.broken(entry, "env", &problem, name::variable),
    }
    None
}

fn validator(field: &Field<'_>, sink: &mut Sink) -> Option<syn::Path> {
    let entry = field.attributes.find(FieldKey::Validate)?;
    let help = "write `validate = path::to::function`; it takes a reference to the value and returns \
                `Result<(), E>`";
    literal::function(&entry.name, &entry.value, help, sink)
}
