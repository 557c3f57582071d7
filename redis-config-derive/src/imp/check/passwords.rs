//! Passwords in the source. They are no error: a development server's may well stand there.

use quote::ToTokens;
use redis_config_rules::url::holds_password;
use redis_config_rules::{Kind, Setting, Shape};

use crate::ast::Definition;
use crate::check::Fixed;
use crate::constant::{Form, Text};
use crate::key::FieldKey;
use crate::model::{Field, Loaded, Password};
use crate::value::Value;

/// Where there is one, or may be one in a constant.
pub(super) fn of(
    definition: &Definition<'_>,
    env: &str,
    fixed: &[Fixed<'_>],
    fields: &[Field],
) -> Vec<Password> {
    let on_struct = fixed.iter().filter(|one| may_be_url(Some(one.setting)));
    let on_struct = on_struct.filter_map(|fixed| {
        let items = match &fixed.entry.value {
            Value::List(list) => list.items.iter().collect(),
            value => vec![value],
        };
        let text = fixed.text.as_ref()?;
        found(&items, text, |url| in_url(url, env, fields))
    });
    let on_fields = definition.fields.iter().filter_map(|field| {
        let entry = field.attributes.find(FieldKey::Default)?;
        let model = fields.iter().find(|model| model.ident == *field.ident)?;
        let loaded = model.loaded.as_ref()?;
        let text = loaded.bounds.default.as_ref()?;
        if is_secret(loaded) {
            return Some(Password {
                place: entry.value.to_token_stream(),
                constant: false,
                note: format!(
                    "`{}` sounds like a secret, and its default is compiled into the binary: {}",
                    loaded.name,
                    in_place(loaded)
                ),
            });
        }
        let is_text = matches!(loaded.shape, None | Some(Shape::Text | Shape::List));
        if !is_text || !may_be_url(loaded.setting) {
            return None;
        }
        found(&[&entry.value], text, |url| match loaded.setting {
            Some(_) => in_url(url, env, fields),
            None => format!("{IN_URL}: {}", in_place(loaded)),
        })
    });
    on_struct.chain(on_fields).collect()
}

const IN_URL: &str = "this URL holds a password, which is compiled into the binary";

/// What is said of a URL of Redis; a constant has no text here.
fn in_url(url: &str, env: &str, fields: &[Field]) -> String {
    let setting = match url.contains("sentinel_password=") {
        true => Setting::SentinelPassword,
        false => Setting::Password,
    };
    let mut loaded = fields.iter().filter_map(|field| field.loaded.as_ref());
    let (add, variable) = match loaded.find(|one| one.setting == Some(setting)) {
        Some(password) => (String::new(), password.variable.clone()),
        None => (
            format!(", add the field `{}: Option<Secret>`", setting.key()),
            format!("{env}_{}", setting.variable()),
        ),
    };
    format!("{IN_URL}: take it out{add}, and set `{variable}`")
}

/// What to do with a value of the application's own.
fn in_place(loaded: &Loaded) -> String {
    let Loaded { name, variable, .. } = loaded;
    format!("make it `{name}: Secret` without a default, and set `{variable}`")
}

/// Whether the value can be a URL, ours or another program's.
fn may_be_url(setting: Option<Setting>) -> bool {
    setting.is_none_or(|setting| matches!(setting.info().kind, Kind::Url | Kind::Nodes))
}

fn found(values: &[&Value], text: &Text, note: impl Fn(&str) -> String) -> Option<Password> {
    let (place, url) = match text {
        Text::Constant(constant) if constant.form != Form::Text => return None,
        Text::Constant(constant) => (constant.tokens.clone(), ""),
        Text::Literal(_) => {
            let mut texts = values
                .iter()
                .filter_map(|value| Some((value, value.text()?)));
            let (value, url) = texts.find(|(_, text)| holds_password(text))?;
            (value.to_token_stream(), url)
        }
    };
    Some(Password {
        place,
        constant: text.constant().is_some(),
        note: note(url),
    })
}

/// Whether a value of the application's own is a secret by its name, with a default that shows it.
fn is_secret(loaded: &Loaded) -> bool {
    const NAMES: [&str; 6] = ["password", "passwd", "secret", "token", "api_key", "apikey"];
    let name = loaded.name.to_lowercase();
    loaded.setting.is_none()
        && loaded.shape == Some(Shape::Text)
        && NAMES.iter().any(|one| name.ends_with(one))
}
