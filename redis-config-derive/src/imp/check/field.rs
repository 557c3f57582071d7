//! The keys of one field.

use redis_config_rules::{Place, Problem, Setting, Shape, name};

use crate::imp::ast::{Definition, Field};
use crate::imp::attr::Entry;
use crate::imp::check::bounds::Values;
use crate::imp::check::{fixed_settings, literal};
use crate::imp::errors::{Errors, instead};
use crate::imp::key::{Expected, FieldKey, LISTED, suggest_setting};
use crate::imp::model::{self, Loaded};
use crate::imp::type_guess::{Guess, fitting, last, not_owned};

/// Checks a field; `env` is the prefix of its variable. `None` if it is wrong, which is reported.
pub(crate) fn check(
    definition: &Definition<'_>,
    field: &Field<'_>,
    env: &str,
    errors: &mut Errors,
) -> Option<model::Field> {
    let before = errors.count();
    let loaded = match field.attributes.find(FieldKey::Skip) {
        Some(skip) => {
            skipped(field, skip, errors);
            None
        }
        None => Some(loaded(definition, field, env, errors)?),
    };
    (errors.count() == before).then(|| model::Field {
        ident: field.ident.clone(),
        ty: field.ty.clone(),
        loaded,
    })
}

fn skipped(field: &Field<'_>, skip: &Entry<FieldKey>, errors: &mut Errors) {
    literal::flag(&skip.name, &skip.value, errors);
    for other in &field.attributes.entries {
        if other.key != FieldKey::Skip {
            let message = format!("`{}` has no effect on a field with `skip`", other.name);
            let help = "a skipped field is never loaded: remove one of the two";
            errors.add(&other.name, message, help);
        }
    }
}

fn loaded(
    definition: &Definition<'_>,
    field: &Field<'_>,
    env: &str,
    errors: &mut Errors,
) -> Option<Loaded> {
    let name = &field.name;
    let setting = role(field, errors)?;
    // A definition lives as long as the program: `url: &'a str`.
    if let Some((what, help)) = not_owned(field.ty, setting.map(|one| one.info().kind)) {
        let message = format!("the type of `{name}` {what}: a loaded value must be owned");
        return errors.refuse(field.ty, message, help);
    }
    if let Some(setting) = setting.filter(|one| one.info().place == Place::Struct) {
        let (key, example) = (setting.key(), setting.info().example);
        let message = format!("`{key}` is fixed on the struct: nothing loads it");
        let help = match setting {
            Setting::Credentials => fixed_settings::provider_help(&definition.input.ident),
            _ => format!("write `#[redis({key} = {example})]` above the struct"),
        };
        return errors.refuse(field.ident, message, help);
    }
    let guess = &Guess::of(field.ty).for_setting(setting);
    let values = Values {
        field,
        guess,
        setting,
    };
    let bounds = values.read(errors);
    if let Some(setting) = setting {
        let most = bounds.reach(setting);
        // `port: bool`, or `port: u8`
        if let Err(message) = guess.holds(setting, name, most) {
            let mut help = fitting(setting, most, guess.optional);
            if guess.shape == Some(Shape::Secret) {
                help.push_str(": only passwords are secret");
            }
            return errors.refuse(field.ty, message, help);
        }
    }
    Some(Loaded {
        name: name.clone(),
        setting,
        variable: variable(field, setting, env, errors)?,
        bounds,
        shape: guess.shape,
        optional: guess.optional,
        validate: validator(field, errors),
        doc: field.doc.clone(),
    })
}

/// The setting that the field holds; `Some(None)`: a value of the application's own.
fn role(field: &Field<'_>, errors: &mut Errors) -> Option<Option<Setting>> {
    let extra = field.attributes.find(FieldKey::Extra);
    let bound = field.attributes.find(FieldKey::Setting);
    let named = Setting::from_key(&field.name);
    let name = &field.name;
    if let Some(extra) = extra {
        literal::flag(&extra.name, &extra.value, errors);
    }
    match (extra, bound, named) {
        // `#[redis(extra, setting = port)]`
        (Some(_), Some(bound), _) => {
            let message = "a field is `extra` or holds a setting, not both";
            errors.refuse(&bound.name, message, "remove `extra` or `setting`")
        }
        // `#[redis(extra)] port: u16`
        (Some(extra), None, Some(_)) => {
            let message = format!("`{name}` is a setting of Redis, so the field cannot be `extra`");
            let help = "remove `extra`, or give the field another name";
            errors.refuse(&extra.name, message, help)
        }
        (Some(_), None, None) => Some(None),
        (None, Some(bound), named) => {
            let setting = literal::setting(&bound.name, &bound.value, errors)?;
            if named.is_some_and(|named| named != setting) {
                // `#[redis(setting = port)] database: u32`
                let key = setting.key();
                let message =
                    format!("the field `{name}` is named after another setting than `{key}`");
                let help = format!("rename the field to `{key}`, or remove `setting`");
                return errors.refuse(&bound.value, message, help);
            }
            Some(Some(setting))
        }
        (None, None, Some(setting)) => Some(Some(setting)),
        // The key that names its setting may be among the misspelled ones.
        (None, None, None) if field.attributes.mistaken => None,
        (None, None, None) => no_role(field, errors),
    }
}

/// Refuses a field that holds neither a setting nor a value of the application's own.
fn no_role<T>(field: &Field<'_>, errors: &mut Errors) -> Option<T> {
    let name = &field.name;
    if last(field.ty).is_some_and(|ty| ty.ident == "Handle") {
        let message = format!("`{name}` is a handle, which cannot be loaded");
        let help =
            "a struct of handles has `#[derive(RedisConnections)]` in place of `RedisConfig`";
        return errors.refuse(field.ident, message, help);
    }
    let message = format!("the field `{name}` is named after no setting");
    let help = match Setting::suggest(name) {
        Some(near) => format!(
            "{} Rename the field, or write `#[redis(setting = {})]`; a value of the application's own is marked \
             `#[redis(extra)]`",
            suggest_setting(name, near),
            near.key()
        ),
        None => format!(
            "mark a value of the application's own `#[redis(extra)]`; the settings are {LISTED}"
        ),
    };
    errors.refuse(field.ident, message, help)
}

/// The variable of the field: its own, else the prefix and the setting, else the prefix and the field.
fn variable(
    field: &Field<'_>,
    setting: Option<Setting>,
    env: &str,
    errors: &mut Errors,
) -> Option<String> {
    let suffix = match setting {
        Some(setting) => setting.variable().to_owned(),
        None => field.name.to_uppercase(),
    };
    let usual = format!("{env}_{suffix}");
    let Some(entry) = field.attributes.find(FieldKey::Env) else {
        let Err(problem) = name::variable(&usual) else {
            return Some(usual);
        };
        let (name, why) = (&field.name, &problem.message);
        let message = format!("the field `{name}` gives no name to its variable: {why}");
        let meant = instead(&problem).unwrap_or("JOBS_REDIS_OWN");
        let help = format!("write `#[redis(env = {meant:?})]` above it");
        return errors.refuse(field.ident, message, help);
    };
    let text = Expected::text(&usual).read(&entry.name, &entry.value, errors)?;
    let problem = name::variable(&text).err();
    let meant = problem.as_ref().and_then(instead).unwrap_or(&text);
    if let Some(stem) = meant
        .strip_suffix("_FILE")
        .filter(|stem| name::variable(stem).is_ok())
    {
        // `env = "MY_PASSWORD_FILE"`
        let message = format!(
            "`env` names the variable of the value: the path in `{meant}` would become the value"
        );
        let help = format!(
            "write `env = {stem:?}`: `{meant}` is then read as well, as the path of a file"
        );
        return errors.refuse(&entry.value, message, help);
    }
    let help = format!("remove it: `{usual}` is read without it");
    let is_suffix = |text: &str| setting.is_some() && text == suffix;
    match problem {
        // `env = "PORT"` for `JOBS_REDIS_PORT`
        None if is_suffix(&text) => {
            let message =
                format!("`env` of a field is the whole name of its variable, not `{text}` alone");
            errors.add(&entry.value, message, help);
        }
        None => return Some(text),
        Some(problem) if instead(&problem).is_some_and(is_suffix) => {
            let problem = Problem::new(problem.code, problem.message, help);
            errors.problem(&entry.value, "env", &problem);
        }
        Some(problem) => entry.broken("env", &problem, name::variable, errors),
    }
    None
}

fn validator(field: &Field<'_>, errors: &mut Errors) -> Option<syn::Path> {
    let entry = field.attributes.find(FieldKey::Validate)?;
    let help = "write `validate = path::to::function`; it takes a reference to the value and returns \
                `Result<(), E>`";
    literal::function(&entry.name, &entry.value, help, errors)
}
