//! Passwords in the source. They are a warning, not an error: the one of a development server may be there.

use quote::ToTokens;
use redis_config_rules::url::holds_password;
use redis_config_rules::{Kind, Setting, Shape};

use crate::imp::attr::Text;
use crate::imp::check::given_values::Given;
use crate::imp::key::Form;
use crate::imp::model::{Loaded, Password};

const IN_URL: &str = "this URL holds a password, which is compiled into the binary";

/// All passwords, and the constants that may contain one.
pub(super) fn of(env: &str, given: &[Given<'_>]) -> Vec<Password> {
    let found = given.iter().filter_map(|one| password(one, env, given));
    found.collect()
}

fn password(one: &Given<'_>, env: &str, given: &[Given<'_>]) -> Option<Password> {
    let (value, text) = (one.value?, one.text?);
    if let Some(loaded) = one.field.filter(|loaded| is_secret(loaded)) {
        return Some(Password {
            place: value.to_token_stream(),
            constant: false,
            note: format!(
                "`{}` sounds like a secret, and its default is compiled into the binary: {}",
                loaded.name,
                in_place(loaded)
            ),
        });
    }
    let is_text = |loaded: &Loaded| {
        matches!(
            loaded.shape,
            None | Some(Shape::Text | Shape::Url | Shape::List)
        )
    };
    // A URL of Redis, or of another program.
    let is_url = |setting: Setting| matches!(setting.info().kind, Kind::Url | Kind::Nodes);
    if !one.field.is_none_or(is_text) || !one.setting.is_none_or(is_url) {
        return None;
    }
    let (place, url) = match text {
        Text::Constant(constant) if constant.form != Form::Text => return None,
        // The compiler will see its text.
        Text::Constant(constant) => (constant.tokens.clone(), ""),
        Text::Literal(_) => {
            let texts = value.items().iter();
            let mut texts = texts.filter_map(|value| Some((value, value.text()?)));
            let (value, url) = texts.find(|(_, text)| holds_password(text))?;
            (value.to_token_stream(), url)
        }
    };
    Some(Password {
        place,
        constant: text.constant().is_some(),
        note: match one.field {
            Some(own) if own.setting.is_none() => format!("{IN_URL}: {}", in_place(own)),
            _ => in_url(url, env, given),
        },
    })
}

/// The warning about a URL of Redis.
fn in_url(url: &str, env: &str, given: &[Given<'_>]) -> String {
    let setting = match url.contains("sentinel_password=") {
        true => Setting::SentinelPassword,
        false => Setting::Password,
    };
    let mut loaded = given.iter().filter_map(|one| one.field);
    let (add, variable) = match loaded.find(|one| one.setting == Some(setting)) {
        Some(password) => (String::new(), password.variable.clone()),
        None => (
            format!(
                ", add the field `{}: Option<redis_config::Secret>`",
                setting.key()
            ),
            format!("{env}_{}", setting.variable()),
        ),
    };
    format!("{IN_URL}: take it out{add}, and set `{variable}`")
}

/// The help for a value of the application's own.
fn in_place(loaded: &Loaded) -> String {
    let Loaded { name, variable, .. } = loaded;
    format!("make it `{name}: redis_config::Secret` without a default, and set `{variable}`")
}

/// Whether a value of the application's own is a secret by its name, and its type shows it.
fn is_secret(loaded: &Loaded) -> bool {
    const NAMES: [&str; 6] = ["password", "passwd", "secret", "token", "api_key", "apikey"];
    let name = loaded.name.to_lowercase();
    loaded.setting.is_none()
        && loaded.shape == Some(Shape::Text)
        && NAMES.iter().any(|one| name.ends_with(one))
}
