//! The value of a setting that has no field: the attribute of the struct fixes it, the URL holds it, or it has its default.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Setting, text};

use crate::config::definition::RedisConfig;
use crate::load::resolve::Resolved;

/// The text of the setting in force; `None` if it is not set.
pub(crate) fn value<C: RedisConfig>(setting: Setting, resolved: &[Resolved]) -> Option<String> {
    text_of::<C>(setting, resolved)
        .or_else(|| of_url(&url::<C>(resolved)?, setting))
        .or_else(|| setting.info().default.map(str::to_owned))
}

/// The URL of the instance, if it has a legal one.
pub(crate) fn url<C: RedisConfig>(resolved: &[Resolved]) -> Option<RedisUrl> {
    RedisUrl::parse(&text_of::<C>(Setting::Url, resolved)?).ok()
}

/// The text of a field or a fixed setting.
fn text_of<C: RedisConfig>(setting: Setting, resolved: &[Resolved]) -> Option<String> {
    let field = resolved
        .iter()
        .find(|one| one.meta.setting() == Some(setting));
    match field {
        Some(field) => Some(field.value.as_ref()?.text.to_string()),
        None => fixed::<C>(setting).map(str::to_owned),
    }
}

/// The value that the attribute of the struct fixes.
pub(crate) fn fixed<C: RedisConfig>(setting: Setting) -> Option<&'static str> {
    let found = C::FIXED.iter().find(|(one, _)| *one == setting);
    found.map(|(_, text)| *text)
}

fn of_url(url: &RedisUrl, setting: Setting) -> Option<String> {
    match (setting, url.endpoints.as_slice()) {
        (Setting::Host, [Endpoint::Tcp { host, .. }]) => Some(host.clone()),
        (Setting::Port, [Endpoint::Tcp { port, .. }]) => Some(port.to_string()),
        (Setting::Socket, [Endpoint::Unix { path }]) => Some(path.clone()),
        (Setting::Nodes, several) => {
            let several: Vec<_> = several.iter().map(Endpoint::to_string).collect();
            Some(several.join(","))
        }
        (Setting::Master, _) => url.master.clone(),
        (Setting::Database, _) => url.database.map(|number| number.to_string()),
        (Setting::Username, _) => url.username.clone(),
        (Setting::Password, _) => url.password.clone(),
        (Setting::SentinelUsername, _) => url.sentinel_username.clone(),
        (Setting::SentinelPassword, _) => url.sentinel_password.clone(),
        (Setting::Tls, _) => Some(url.tls.to_string()),
        (Setting::Protocol, _) => url.protocol.map(|one| one.key().to_owned()),
        _ => None,
    }
}

/// Whether a variable with this value asks for what is in force anyway.
pub(crate) fn agrees<C: RedisConfig>(setting: Setting, value: &str, resolved: &[Resolved]) -> bool {
    let in_force = self::value::<C>(setting, resolved);
    if setting.info().kind == redis_config_rules::Kind::Flag {
        let wanted = match value {
            "" => Some(false),
            // The values of `SCHEME`.
            "rediss" | "valkeys" | "tls" | "ssl" => Some(true),
            "redis" | "valkey" | "tcp" => Some(false),
            _ => text::parse_flag(value).ok(),
        };
        let on = in_force.is_some_and(|text| matches!(text::parse_flag(&text), Ok(true)));
        return wanted == Some(on);
    }
    match in_force {
        Some(text) => text == value,
        None => value.is_empty(),
    }
}
