//! A right and a wrong use of each setting, made from its row in the table.

use redis_config_rules::{Kind, Setting, SettingInfo};

const URL: &str = "url = \"redis://127.0.0.1:6379\"";

/// The literal of `value` in an attribute.
fn literal(info: &SettingInfo, value: &str) -> String {
    match info.kind {
        Kind::Integer | Kind::Flag | Kind::Choice => value.to_owned(),
        _ => format!("{value:?}"),
    }
}

/// A value that the setting forbids, as a literal.
fn wrong(info: &SettingInfo) -> String {
    let value = match info.kind {
        Kind::Integer => {
            let max: i64 = info.max.and_then(|max| max.parse().ok()).unwrap();
            (max + 1).to_string()
        }
        // The unit is what is forgotten.
        Kind::Duration => info
            .example
            .trim_end_matches(char::is_alphabetic)
            .to_owned(),
        Kind::Choice => format!("{}x", info.example),
        Kind::Url => info.example.replace("redis://", "http://"),
        Kind::Host => format!("{}:6379", info.example),
        Kind::Path => info.example.trim_start_matches('/').to_owned(),
        Kind::Text if info.setting == Setting::KeyPrefix => "{shop}:".to_owned(),
        Kind::Text => format!("{} 1", info.example),
        kind => panic!("{kind:?}: give `{}` a wrong example", info.key),
    };
    literal(info, &value)
}

/// What else a definition with this setting needs.
fn base(setting: Setting) -> Option<&'static str> {
    match setting {
        Setting::Url | Setting::Host | Setting::Socket => None,
        Setting::Port => Some("host = \"127.0.0.1\""),
        _ => Some(URL),
    }
}

fn fixed(info: &SettingInfo, value: &str) -> String {
    let own = format!("{} = {value}", info.key);
    let keys: Vec<&str> = base(info.setting)
        .into_iter()
        .chain([own.as_str()])
        .collect();
    let body = match info.setting {
        Setting::Username => " {\n    password: Secret,\n}",
        _ => ";",
    };
    format!("#[redis({})]\nstruct JobsRedis{body}", keys.join(", "))
}

fn loaded(info: &SettingInfo, ty: &str) -> String {
    let attribute =
        base(info.setting).map_or_else(String::new, |base| format!("#[redis({base})]\n"));
    let more = match info.setting {
        Setting::Username => "    password: Option<Secret>,\n",
        _ => "",
    };
    format!(
        "{attribute}struct JobsRedis {{\n    {}: Option<{ty}>,\n{more}}}",
        info.key
    )
}

/// The type of a field, as one writes it.
fn ty(info: &SettingInfo) -> &'static str {
    let path = info.kind.example_type();
    path.rsplit("::").next().unwrap_or(path)
}

/// Right: fixed, unless it is a secret; and loaded.
pub(super) fn right(info: &SettingInfo) -> Vec<String> {
    let fixed = (!info.secret).then(|| fixed(info, &literal(info, info.example)));
    fixed.into_iter().chain([loaded(info, ty(info))]).collect()
}

/// Wrong: a value that is forbidden; of a secret, a type that would show it.
pub(super) fn wrong_use(info: &SettingInfo) -> String {
    if info.secret {
        loaded(info, "String")
    } else {
        fixed(info, &wrong(info))
    }
}
